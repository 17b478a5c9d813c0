"""Reading the outbox."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.ids import ALPHABET
from forum.mail.models import OutboxMail

mails = table(OutboxMail)
MAX_SHOWN = 200


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail of the list; `id` is the local part of its Message-ID."""

    id: str
    recipient: str
    subject: str
    lang: str
    state: str
    created_at: datetime
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as its reader sees it; `text` is "" once an urgent mail has left."""

    row: MailRow
    text: str


async def outbox(db: Db) -> list[MailRow]:
    """The newest mails first, at most 200."""
    rows = await db.execute(_rows().order_by(mails.c.id.desc()).limit(MAX_SHOWN))
    return [_row(row) for row in rows]


async def outbox_mails(db: Db, limit: int) -> list[Mail]:
    """The newest mails first with their texts, for the development page."""
    rows = await db.execute(_rows(mails.c.content).order_by(mails.c.id.desc()).limit(limit))
    return [Mail(_row(row), text_of(row.content)) for row in rows]


async def mail(db: Db, mail_id: str) -> Mail:
    """Raises:
    Refused: `not_found`.
    """
    if not mail_id or any(char not in ALPHABET for char in mail_id):
        raise Refused("not_found")
    row = (await db.execute(_rows(mails.c.content).where(mails.c.message_id.like(f"<{mail_id}@%")))).first()
    if row is None:
        raise Refused("not_found")
    return Mail(_row(row), text_of(row.content))


def text_of(content: bytes) -> str:
    """The plain part of a finished mail; "" when nothing is kept of it."""
    part = message_from_bytes(content, policy=policy.default).get_body(("plain",)) if content else None
    return "" if part is None else str(part.get_content())


def _rows(*more: sa.ColumnElement[bytes]) -> sa.Select[tuple[object, ...]]:
    return sa.select(
        mails.c.message_id, mails.c.recipient, mails.c.subject, mails.c.lang, mails.c.state, mails.c.created_at,
        mails.c.last_error, *more,
    )  # fmt: skip


def _row(row: sa.Row[tuple[object, ...]]) -> MailRow:
    return MailRow(
        id=row.message_id.strip("<").partition("@")[0],
        recipient=row.recipient,
        subject=row.subject,
        lang=row.lang,
        state=row.state,
        created_at=row.created_at,
        last_error=row.last_error,
    )
