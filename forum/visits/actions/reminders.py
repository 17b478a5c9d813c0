"""Reminding people of visits, once a person, visit and kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.foundation.database import Db, Work, table
from forum.mail.actions import withdraw_kind
from forum.visits import queries
from forum.visits.actions import letters
from forum.visits.models import ReminderRefusal
from forum.visits.queries import SEATED, cancellations, publications, reminders, seats, users, visits
from forum.visits.rules.reminders import LONGEST, Due, due, lead

refusals = table(ReminderRefusal)


@dataclass(frozen=True, slots=True)
class Open:
    """A reminder that may still have to be sent to some of a visit's guests."""

    visit_id: int
    due: Due
    told_since: bool


async def coming(db: Db, now: datetime, usual: Sequence[str]) -> list[Open]:
    """The reminders that are due now, one a visit at most.

    Args:
        usual: the kinds of a visit whose host chose none.
    """
    rows = await db.execute(
        sa.select(visits.c.id, visits.c.starts_at, visits.c.changed_at, visits.c.reminders)
        .join(publications, publications.c.visit_id == visits.c.id)
        .outerjoin(cancellations, cancellations.c.visit_id == visits.c.id)
        .where(cancellations.c.visit_id.is_(None), visits.c.starts_at > now, visits.c.starts_at <= now + LONGEST)
        .order_by(visits.c.starts_at, visits.c.id)
    )
    found = []
    for row in rows:
        this = due(usual if row.reminders is None else row.reminders, row.starts_at, now)
        if this is not None:
            # A change since then was told by mail, with the hour.
            found.append(Open(row.id, this, row.changed_at >= this.since))
    return found


async def anybody(db: Db, this: Open) -> bool:
    """Whether somebody has not been reminded yet; a look that needs no writing."""
    return (await db.execute(_unsettled(this).limit(1))).first() is not None


async def remind(work: Work, this: Open, limit: int) -> int:
    """Settle a reminder for some of a visit's guests; returns for how many.

    Who got their seat since it was due has just been told the hour, and gets no mail.
    """
    work.shown_to_all = False
    # The lock under which seats are given, and visits moved and called off.
    starts_at = await work.db.scalar(
        sa.select(visits.c.starts_at).where(visits.c.id == this.visit_id).with_for_update(key_share=True)
    )
    visit = await queries.visit_at(work.db, this.visit_id, work.now)
    if starts_at is None or starts_at - lead(this.due.kind) != this.due.since:
        return 0
    rows = (await work.db.execute(_unsettled(this).order_by(seats.c.entry).limit(limit))).all()
    for row in rows:
        settled = await work.db.execute(
            work.insert(reminders)
            .values(visit_id=visit.row, user_id=row.user_id, kind=this.due.kind, at=work.now)
            .on_conflict_do_nothing()
            .returning(reminders.c.user_id)
        )
        if settled.first() is not None and not this.told_since and row.since < this.due.since:
            await letters.remind(work, visit, row.user_id, not_after=this.due.until)
    return len(rows)


async def refuse(work: Work, user_id: int) -> None:
    """Somebody wants no more of these mails: those that have not left never will."""
    work.shown_to_all = False
    refused = work.insert(refusals).values(user_id=user_id, at=work.now)
    await work.db.execute(refused.on_conflict_do_nothing())
    address = await work.db.scalar(sa.select(users.c.email).where(users.c.id == user_id))
    await withdraw_kind(work, to=str(address), kind="visit.reminder")


async def want(work: Work, user_id: int) -> None:
    """Somebody wants them after all; nothing happens to who never refused."""
    work.shown_to_all = False
    await work.db.execute(sa.delete(refusals).where(refusals.c.user_id == user_id))


async def wanted(db: Db, user_id: int) -> bool:
    """Whether somebody is reminded of visits by mail."""
    return await db.scalar(sa.select(refusals.c.user_id).where(refusals.c.user_id == user_id)) is None


async def begin_anew(work: Work, visit_id: int, starts_at: datetime) -> None:
    """A visit was moved: what has not left is not sent, and reminders whose time is still to come are sent for it."""
    mine = reminders.c.visit_id == visit_id
    rows = (await work.db.execute(sa.select(reminders.c.user_id, reminders.c.kind).where(mine))).all()
    await letters.recall_reminders(work, visit_id, {row.user_id for row in rows})
    ahead = {row.kind for row in rows if starts_at - lead(row.kind) > work.now}
    await work.db.execute(sa.delete(reminders).where(mine, reminders.c.kind.in_(ahead)))


def _unsettled(this: Open) -> sa.Select[tuple[int, datetime]]:
    """Those seated who want reminders and for whom one is not settled, and since when they have known their seat."""
    settled = sa.exists().where(
        reminders.c.visit_id == seats.c.visit_id, reminders.c.user_id == seats.c.user_id,
        reminders.c.kind.in_(this.due.settling),
    )  # fmt: skip
    refused = sa.exists().where(refusals.c.user_id == seats.c.user_id)
    return sa.select(seats.c.user_id, sa.func.coalesce(seats.c.promoted_at, seats.c.entered_at).label("since")).where(
        seats.c.visit_id == this.visit_id, SEATED, ~settled, ~refused
    )
