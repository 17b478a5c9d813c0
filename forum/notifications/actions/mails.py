"""What somebody gets by mail: chosen, ended, and written in their language."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Post, Thread
from forum.discussion.rules import State
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.ids import secret_token, token_hash
from forum.foundation.markdown import plain
from forum.mail.actions import post, withdraw_kind
from forum.notifications import queries
from forum.notifications.actions.reading import about
from forum.notifications.models import MailChoice, Notification, UnsubscribeLink
from forum.notifications.rules import MAILED_AS, Kind, Mails, MailState

notifications, choices, links = table(Notification), table(MailChoice), table(UnsubscribeLink)
posts, threads, users = table(Post), table(Thread), table(User)
authors = users.alias("authors")
MAX_EXCERPT = 500


async def choose(work: Work, user_id: int, kinds: Collection[Mails]) -> None:
    """From now on somebody gets these kinds by mail and no others; waiting mails of the others never leave."""
    work.shown_to_all = False
    before = await queries.mail_choices(work.db, user_id)
    for kind in before - set(kinds):
        await _end(work, user_id, kind)
    for kind in sorted(set(kinds) - before):
        await work.db.execute(sa.insert(choices).values(user_id=user_id, kind=kind, at=work.now))


async def unsubscribe(work: Work, token: str) -> Mails:
    """End mails of the kind that a secret from one of them names; doing it twice changes nothing.

    Raises:
        Refused: `not_found` for a forged one.
    """
    found = await queries.unsubscribe_link(work.db, token)
    if found is None:
        raise Refused("not_found")
    work.shown_to_all = False
    await _end(work, found.user_id, Mails(found.kind))
    return Mails(found.kind)


async def write_due(work: Work, limit: int) -> int:
    """Put the mails of some notifications into the outbox; returns how many notifications were looked at.

    What was read, hidden or unsubscribed in the meantime is not mailed.
    """
    work.shown_to_all = False
    due = (await work.db.execute(_DUE.order_by(notifications.c.id).limit(limit))).all()
    for row in due:
        wanted = MAILED_AS[Kind(row.kind)] in await queries.mail_choices(work.db, row.user_id)
        readable = row.state == State.VISIBLE and row.thread_state != State.HIDDEN
        goes = wanted and readable and row.read_at is None and row.confirmed_at is not None
        if goes:
            await _post(work, row)
        await work.db.execute(
            sa.update(notifications)
            .where(notifications.c.id == row.id)
            .values(mail=MailState.POSTED if goes else MailState.NONE)
        )
    return len(due)


_DUE = (
    sa.select(
        notifications.c.id, notifications.c.user_id, notifications.c.kind, notifications.c.read_at,
        posts.c.id.label("post_id"), posts.c.public_id, posts.c.html, posts.c.state, threads.c.title,
        threads.c.state.label("thread_state"), authors.c.name.label("author"), users.c.email, users.c.lang,
        users.c.confirmed_at,
    )
    .join(posts, posts.c.id == notifications.c.post_id)
    .join(threads, threads.c.id == posts.c.thread_id)
    .join(authors, authors.c.id == posts.c.author_id)
    .join(users, users.c.id == notifications.c.user_id)
    .where(notifications.c.mail == MailState.DUE)
)  # fmt: skip


async def _post(work: Work, row: Any) -> None:
    kind, token = MAILED_AS[Kind(row.kind)], secret_token()
    await work.db.execute(
        sa.insert(links).values(token_hash=token_hash(token), user_id=row.user_id, kind=kind, at=work.now)
    )
    await post(
        work,
        to=row.email,
        lang=row.lang,
        kind=f"notification.{kind}",
        template="notifications/told",
        facts={
            "kind": row.kind,
            "author": row.author,
            "title": row.title if row.thread_state == State.VISIBLE else "",
            "excerpt": plain(row.html, limit=MAX_EXCERPT),
            "link": f"/{row.lang}/posts/{row.public_id}",
            "settings": f"/{row.lang}/notifications/settings",
        },
        about=about(row.post_id),
        unsubscribe=f"/unsubscribe/{token}",
    )


async def _end(work: Work, user_id: int, kind: Mails) -> None:
    await work.db.execute(sa.delete(choices).where(choices.c.user_id == user_id, choices.c.kind == kind))
    email: str = (await work.db.execute(sa.select(users.c.email).where(users.c.id == user_id))).scalar_one()
    await withdraw_kind(work, to=email, kind=f"notification.{kind}")
