"""Reading what somebody was told of, and what they chose to get by mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Post, Thread
from forum.discussion.queries import ThreadLine
from forum.discussion.queries.threads import thread_lines
from forum.discussion.rules import State
from forum.foundation.database import Db, Prepared, table
from forum.foundation.ids import token_hash
from forum.foundation.paging import Page
from forum.notifications.models import MailChoice, Notification, UnsubscribeLink
from forum.notifications.rules import MAX_COUNTED, OF_FOLLOWERS, Kind, Mails
from forum.web.viewer import Viewer

notifications, posts, threads, users = table(Notification), table(Post), table(Thread), table(User)
choices, links = table(MailChoice), table(UnsubscribeLink)

_UNREAD = (
    sa.select(notifications.c.id)
    .where(notifications.c.user_id == sa.bindparam("user_id"), notifications.c.read_at.is_(None))
    .limit(MAX_COUNTED + 1)
    .subquery()
)
UNREAD = Prepared(sa.select(sa.func.count().label("count")).select_from(_UNREAD))
"""How many notifications a person has not read, counted to one more than `MAX_COUNTED`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One notification.

    Attributes:
        row: where the list goes on; never shown.
        post, number: public id and number of the post it tells of.
        by: who wrote that.
        more: how many posts came after it, for those that stand for a whole thread.
    """

    row: int
    kind: Kind
    thread_row: int
    post: str
    number: int
    by: str
    at: datetime
    unread: bool
    more: int


@dataclass(frozen=True, slots=True)
class Group:
    """What somebody was told of one thread, the latest first."""

    thread: ThreadLine
    told: list[Told]

    @property
    def unread(self) -> bool:
        return any(one.unread for one in self.told)

    @property
    def path(self) -> str:
        """To the first post that they were told of and have not read, else the last one; below the locale."""
        waiting = [one for one in self.told if one.unread] or self.told[:1]
        return f"/posts/{min(waiting, key=lambda one: one.number).post}"


async def told(db: Db, viewer: Viewer, *, after: int, limit: int) -> Page[Told]:
    """What the viewer was told of and can still be read, the latest first; `after` is the last row seen, 0 for none."""
    query = (
        sa.select(
            notifications.c.id.label("row"), notifications.c.kind, notifications.c.thread_id.label("thread_row"),
            posts.c.public_id.label("post"), posts.c.number, users.c.name.label("by"), notifications.c.at,
            notifications.c.read_at, threads.c.head,
        )
        .join(posts, posts.c.id == notifications.c.post_id)
        .join(threads, threads.c.id == posts.c.thread_id)
        .join(users, users.c.id == posts.c.author_id)
        .where(notifications.c.user_id == viewer.row, posts.c.state == State.VISIBLE)
    )  # fmt: skip
    if not viewer.is_moderator:
        query = query.where(threads.c.state != State.HIDDEN)
    if after:
        query = query.where(notifications.c.id < after)
    rows = (await db.execute(query.order_by(notifications.c.id.desc()).limit(limit + 1))).all()
    return Page([_told(row) for row in rows[:limit]], str(rows[limit - 1].row) if len(rows) > limit else None)


async def grouped(db: Db, found: Page[Told]) -> list[Group]:
    """A page of notifications by their threads, in the order of the latest of each."""
    by_thread: dict[int, list[Told]] = {}
    for one in found.items:
        by_thread.setdefault(one.thread_row, []).append(one)
    lines = await thread_lines(db, threads.c.id.in_(by_thread), order_by=(threads.c.id,), limit=len(by_thread))
    of_row = {line.row: line for line in lines}
    return [Group(of_row[row], told_of) for row, told_of in by_thread.items()]


async def mail_choices(db: Db, user_id: int) -> set[Mails]:
    """What somebody wants by mail."""
    rows = await db.execute(sa.select(choices.c.kind).where(choices.c.user_id == user_id))
    return {Mails(kind) for kind in rows.scalars()}


async def unsubscribe_link(db: Db, token: str) -> Any:
    """Whose mails of which kind a secret ends; None for a forged one."""
    query = sa.select(links.c.user_id, links.c.kind).where(links.c.token_hash == token_hash(token))
    return (await db.execute(query)).first()


def _told(row: Any) -> Told:
    facts = row._asdict()
    head, facts["kind"] = facts.pop("head"), Kind(row.kind)
    facts["unread"] = facts.pop("read_at") is None
    return Told(**facts, more=max(head - row.number, 0) if row.kind in OF_FOLLOWERS else 0)
