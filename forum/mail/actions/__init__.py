"""Posting mails: a row in the transaction that causes them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Work, table
from forum.mail.compose import compose
from forum.mail.models import OutboxMail

mails = table(OutboxMail)


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
) -> str:
    """Put a mail into the outbox, finished: what is sent later are these bytes. Returns its id in the outbox.

    Args:
        to: a stored address.
        lang: the reader's language.
        kind: what it is about, such as `account.reset`.
        template: see `compose`.
        urgent: goes before the others, and its text is forgotten once it has left, since it may hold a secret.
        not_after: when it is too late to send; None for never.
    """
    composed = compose(work.site, to=to, lang=lang, template=template, facts=facts, now=work.now)
    await work.db.execute(
        sa.insert(mails).values(
            message_id=composed.message_id,
            recipient=to,
            kind=kind,
            lang=lang,
            subject=composed.subject,
            content=composed.content,
            urgent=urgent,
            state="waiting",
            attempts=0,
            created_at=work.now,
            next_at=work.now,
            not_after=not_after,
        )
    )
    return composed.id


async def pretend(work: Work, *, to: str, lang: str, template: str, facts: Mapping[str, Any], **_: object) -> None:
    """The work of composing a mail without posting one: an unknown address must not be told by the time it takes."""
    compose(work.site, to=to, lang=lang, template=template, facts=facts, now=work.now)


async def withdraw(work: Work, mail_id: str) -> None:
    """Take back a mail that has not been claimed for sending."""
    await work.db.execute(
        sa.update(mails)
        .where(mails.c.message_id.like(f"<{mail_id}@%"), mails.c.state == "waiting")
        .values(state="withdrawn", content=b"")
    )
