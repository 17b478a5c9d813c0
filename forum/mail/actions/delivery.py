"""The outbox's rows on their way: claimed under a lease, and what became of them."""

import random
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.foundation.database import Db, Work, table
from forum.mail.models import OutboxMail
from forum.mail.rules import LEASE, PAUSE, Outcome, next_attempt

mails = table(OutboxMail)
MAX_ERROR = 300


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that this process alone may send until `lease_until`."""

    id: int
    recipient: str
    content: bytes
    attempts: int
    lease_until: datetime


async def withdraw_late(work: Work) -> None:
    """Mails that it is too late for are never sent."""
    await work.db.execute(
        sa.update(mails)
        .where(mails.c.state == "waiting", mails.c.not_after <= work.now)
        .values(state="withdrawn", content=b"", last_error=None)
    )


async def claim(work: Work, limit: int) -> list[Claimed]:
    """Take mails that are due, urgent ones first; also those whose sender vanished with them."""
    due = sa.or_(
        sa.and_(mails.c.state == "waiting", mails.c.next_at <= work.now),
        sa.and_(mails.c.state == "sending", mails.c.lease_until <= work.now),
    )
    in_time = sa.or_(mails.c.not_after.is_(None), mails.c.not_after > work.now)
    chosen = await work.db.execute(
        sa.select(mails.c.id)
        .where(due, in_time)
        .order_by(mails.c.urgent.desc(), mails.c.next_at, mails.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    until = work.now + LEASE
    rows = await work.db.execute(
        sa.update(mails)
        .where(mails.c.id.in_(chosen.scalars().all()), due)
        .values(state="sending", lease_until=until, attempts=mails.c.attempts + 1)
        .returning(mails.c.id, mails.c.recipient, mails.c.content, mails.c.attempts, mails.c.urgent)
    )
    found = sorted(rows.all(), key=lambda row: (not row.urgent, row.id))
    return [Claimed(row.id, row.recipient, row.content, row.attempts, until) for row in found]


async def may_leave(db: Db, mail: Claimed) -> bool:
    """Whether a claimed mail is still wanted: what it speaks of may be gone, or its reader may have unsubscribed."""
    mine = sa.and_(mails.c.id == mail.id, mails.c.state == "sending", mails.c.lease_until == mail.lease_until)
    return await db.scalar(sa.select(mails.c.id).where(mine)) is not None


async def settle(work: Work, mail: Claimed, outcome: Outcome, detail: str) -> None:
    """Write down what became of an attempt; a claim that ran out in the meantime is left to whoever has it now."""
    values: dict[str, object] = {"lease_until": None, "last_error": detail[:MAX_ERROR] or None}
    if outcome is Outcome.SENT:
        values |= {"state": "sent", "sent_at": work.now, "content": _kept()}
    elif outcome is Outcome.PAUSE:
        # The server spoke of itself, not of this mail: the attempt does not count.
        values |= {"state": "waiting", "next_at": work.now + PAUSE, "attempts": mail.attempts - 1}
    else:
        again = None if outcome is Outcome.FAILED else next_attempt(mail.attempts, work.now, random.random())  # noqa: S311
        values |= {"state": "waiting", "next_at": again} if again else {"state": "failed"}
    mine = sa.and_(mails.c.id == mail.id, mails.c.state == "sending", mails.c.lease_until == mail.lease_until)
    await work.db.execute(sa.update(mails).where(mine).values(**values))


async def release(work: Work, batch: list[Claimed], at: datetime) -> None:
    """Give back mails that were claimed and not tried."""
    mine = sa.and_(mails.c.id.in_([mail.id for mail in batch]), mails.c.state == "sending")
    await work.db.execute(
        sa.update(mails)
        .where(mine, mails.c.lease_until == (batch[0].lease_until if batch else work.now))
        .values(state="waiting", next_at=at, lease_until=None, attempts=mails.c.attempts - 1)
    )


def _kept() -> sa.ColumnElement[bytes]:
    """Of a sent mail, its text; of an urgent one nothing, as it may hold a secret."""
    empty = sa.literal(b"", mails.c.content.type)
    return sa.case((mails.c.urgent, empty), else_=mails.c.content)
