"""Posting mails: a row in the transaction that causes them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Work, table
from forum.mail.compose import Composed, Invitation, compose
from forum.mail.models import OutboxMail

mails = table(OutboxMail)
_COLUMNS = (
    "message_id", "recipient", "kind", "lang", "subject", "content", "urgent", "state", "attempts", "created_at",
    "next_at", "not_after", "about",
)  # fmt: skip
# A claimed mail is looked at once more before it is handed over.
_NOT_LEFT = ("waiting", "sending")
_POST = sa.insert(mails).from_select(
    _COLUMNS,
    sa.select(*(sa.bindparam(name, type_=mails.c[name].type) for name in _COLUMNS)).where(
        sa.bindparam("really", type_=sa.Boolean())
    ),
)


async def post(
    work: Work,
    *,
    to: str,
    lang: str,
    kind: str,
    template: str,
    facts: Mapping[str, Any],
    urgent: bool = False,
    not_after: datetime | None = None,
    pretend: bool = False,
    about: str | None = None,
    unsubscribe: str | None = None,
    invitation: Invitation | None = None,
) -> str:
    """Put a mail into the outbox, finished: what is sent later are these bytes. Returns its id in the outbox.

    Args:
        to: a stored address.
        lang: the reader's language.
        kind: what it is about, such as `account.reset`.
        template: see `compose`.
        urgent: goes before the others, and its text is forgotten once it has left, since it may hold a secret.
        not_after: when it is too late to send; None for never.
        about: what it speaks of, for `forget`.
        unsubscribe: a path of this site that ends mails like this by one POST; None for mail that nobody can end.
        invitation: what the reader's calendar is to take in; None for nothing.
        pretend: do all of the work and write nothing: an unknown address must not be told by the time it takes.
    """
    composed = compose(
        work.site, to=to, lang=lang, template=template, facts=facts, now=work.now, unsubscribe=unsubscribe,
        invitation=invitation,
    )  # fmt: skip
    await put(
        work, composed, to=to, lang=lang, kind=kind, urgent=urgent, not_after=not_after, pretend=pretend, about=about
    )
    return composed.id


async def put(
    work: Work,
    composed: Composed,
    *,
    to: str,
    lang: str,
    kind: str,
    urgent: bool = False,
    not_after: datetime | None = None,
    pretend: bool = False,
    about: str | None = None,
) -> None:
    """Put a mail that was composed already, since composing takes longer than writing may, into the outbox.

    Args:
        to, lang, kind, urgent, not_after, pretend, about: see `post`.
    """
    await work.db.execute(
        _POST,
        {
            "message_id": composed.message_id,
            "recipient": to,
            "kind": kind,
            "lang": lang,
            "subject": composed.subject,
            "content": composed.content,
            "urgent": urgent,
            "state": "waiting",
            "attempts": 0,
            "created_at": work.now,
            "next_at": work.now,
            "not_after": not_after,
            "about": about,
            "really": not pretend,
        },
    )


async def withdraw(work: Work, mail_id: str) -> None:
    """Take back a mail that has not been claimed for sending."""
    await work.db.execute(
        sa.update(mails)
        .where(mails.c.message_id.like(f"<{mail_id}@%"), mails.c.state == "waiting")
        .values(state="withdrawn", content=b"")
    )


async def forget(work: Work, about: str) -> list[str]:
    """What some mails speak of is gone: those that have not left never will, and of no one a word is kept.

    Returns the addresses of those that had not left.
    """
    of_it = mails.c.about == about
    stopped = await work.db.execute(
        sa.update(mails)
        .where(of_it, mails.c.state.in_(_NOT_LEFT))
        .values(state="withdrawn", content=b"", subject="", lease_until=None)
        .returning(mails.c.recipient)
    )
    unsent = list(stopped.scalars())
    await work.db.execute(sa.update(mails).where(of_it).values(content=b"", subject=""))
    return unsent


async def recall(work: Work, about: Sequence[str], kind: str | None = None) -> None:
    """What some mails tell is no longer so: those that have not left never will; those that have stay readable.

    Args:
        kind: only mails of this kind; None for all.
    """
    await work.db.execute(
        sa.update(mails)
        .where(mails.c.about.in_(about), mails.c.state.in_(_NOT_LEFT))
        .where(sa.true() if kind is None else mails.c.kind == kind)
        .values(state="withdrawn", content=b"", subject="", lease_until=None)
    )


async def withdraw_kind(work: Work, *, to: str, kind: str) -> None:
    """Mails of a kind to somebody who wants no more of them: those that have not left never will."""
    await work.db.execute(
        sa.update(mails)
        .where(mails.c.state.in_(_NOT_LEFT), mails.c.recipient == to, mails.c.kind == kind)
        .values(state="withdrawn", content=b"", subject="", lease_until=None)
    )
