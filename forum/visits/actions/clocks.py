"""Visits whose promised hour is another moment since a country gave its clocks new rules."""

from datetime import timedelta

import sqlalchemy as sa

from forum.foundation import tzdata
from forum.foundation.database import Work
from forum.foundation.walltime import meant
from forum.rooms.actions.membership import show_room
from forum.visits import queries
from forum.visits.actions import tellings
from forum.visits.actions.reminders import begin_anew
from forum.visits.actions.schedule import TALK_GOES_ON
from forum.visits.events import VisitChanged
from forum.visits.queries import VisitView, cancellations, visits
from forum.visits.rules.status import Status


async def keep_wall_times(work: Work, limit: int) -> int:
    """Look at some coming visits that were computed with an older edition of the time zone database.

    One whose wall time is another moment now keeps its wall time, and those with a place are told. Processes that still
    compute with the older edition undo nothing. Returns how many were looked at.
    """
    work.shown_to_all = False
    waiting = (
        sa.select(visits.c.id)
        .where(visits.c.starts_at > work.now, visits.c.tzdata < tzdata.edition())
        .where(~sa.exists().where(cancellations.c.visit_id == visits.c.id))
        .order_by(visits.c.id)
        .limit(limit)
        .with_for_update(key_share=True, of=visits)
    )
    rows = (await work.db.execute(waiting)).all()
    for row in rows:
        await _keep(work, await queries.visit_at(work.db, row.id, work.now))
    return len(rows)


async def _keep(work: Work, visit: VisitView) -> None:
    starts_at = meant(visit.starts, visit.zone, visit.fold)
    this = sa.update(visits).where(visits.c.id == visit.row)
    await work.db.execute(this.values(tzdata=tzdata.edition()))
    if starts_at == visit.starts_at:
        return
    ends_at = starts_at + timedelta(minutes=visit.minutes)
    await work.db.execute(
        this.values(
            starts_at=starts_at, ends_at=ends_at, version=visit.version + 1, sequence=visit.sequence + 1,
            changed_at=work.now,
        )
    )  # fmt: skip
    work.shown_to_all = True
    work.record(VisitChanged(visit.row, calendar=True))
    if visit.status is not Status.DRAFT:
        await begin_anew(work, visit.row, starts_at)
        await show_room(work, visit.room_row, closes_at=ends_at + TALK_GOES_ON)
        await tellings.tell_of_clocks(work, await queries.visit_at(work.db, visit.row, work.now))
