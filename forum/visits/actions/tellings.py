"""Telling all people of a visit: a row for each, and their letters written some at a time.

Composing a letter takes milliseconds, and a visit may have hundreds of guests: were all composed in the transaction
that moves or cancels it, nobody else could write for seconds.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Db, Work, table
from forum.visits import queries
from forum.visits.actions.invitations import READERS, reader_in, told_of
from forum.visits.actions.letters import Letter, Ready, composed, hand_over, recall_all
from forum.visits.actions.locking import lock
from forum.visits.models import Telling
from forum.visits.queries import PLACED, SEATED, VisitView, invitations, seats, users
from forum.visits.rules.invitations import Answer, Method
from forum.visits.rules.seats import SeatState

tellings = table(Telling)
AT_ONCE = 10
_ITS_PLACE = sa.and_(seats.c.visit_id == tellings.c.visit_id, seats.c.user_id == tellings.c.user_id, PLACED)


class Kind(StrEnum):
    CHANGED = "changed"
    CLOCKS = "clocks"
    CANCELLED = "cancelled"


async def tell_of_change(work: Work, before: VisitView, visit: VisitView) -> None:
    """Tell those with a seat what their calendars must learn, and those who wait when the visit was moved."""
    moved = (before.starts_at, before.zone) != (visit.starts_at, visit.zone)
    people = PLACED if moved else SEATED
    await _note(work, visit, Kind.CHANGED, people, before=before.starts_at if moved else None)
    await _write_first(work, visit)


async def tell_of_clocks(work: Work, visit: VisitView) -> None:
    """Tell all with a place that a country's clocks have new rules, so that the visit is at another moment."""
    await _note(work, visit, Kind.CLOCKS, PLACED)


async def tell_of_cancellation(work: Work, visit: VisitView) -> None:
    """Tell all who hold a seat or wait for one that the visit will not take place."""
    people = await work.db.execute(sa.select(seats.c.user_id).where(seats.c.visit_id == visit.row, PLACED))
    await recall_all(work, visit.row, people.scalars().all())
    await _note(work, visit, Kind.CANCELLED, PLACED)
    await _write_first(work, visit)


async def waiting(db: Db, now: datetime, *, of: int | None = None) -> Sequence[Letter]:
    """Letters of one visit that are to be written next, at most `AT_ONCE`, in the order of entry.

    Args:
        of: the row of the visit; None for the one that waits longest.
    """
    longest = (
        sa.select(tellings.c.visit_id).join(seats, _ITS_PLACE).order_by(tellings.c.at, tellings.c.visit_id).limit(1)
    )
    visit_id = await db.scalar(longest) if of is None else of
    if visit_id is None:
        return []
    visit = await queries.visit_at(db, visit_id, now)
    rows = await db.execute(
        READERS.add_columns(seats.c.state, tellings.c.kind, tellings.c.before)
        .join(tellings, sa.and_(tellings.c.user_id == users.c.id, tellings.c.visit_id == visit_id))
        .join(seats, _ITS_PLACE)
        .outerjoin(invitations, told_of(visit_id))
        .order_by(seats.c.entry)
        .limit(AT_ONCE)
    )
    return [_letter(visit, row) for row in rows]


async def settle(work: Work, ready: Sequence[Ready]) -> int:
    """Send letters that were composed before, unless something has changed since: those are written anew.

    Returns how many were sent.
    """
    work.shown_to_all = False
    visit_id = ready[0].letter.visit.row
    await lock(work, visit_id)
    present = {letter.person.id: letter for letter in await waiting(work.db, work.now, of=visit_id)}
    good = [one for one in ready if _says_the_same(one.letter, present.get(one.letter.person.id))]
    for one in good:
        await hand_over(work, one)
    await forget(work, visit_id, [one.letter.person.id for one in good])
    return len(good)


async def put_last(work: Work, letters: Sequence[Letter]) -> None:
    """Let letters of other visits be written before these."""
    for letter in letters:
        which = tellings.c.visit_id == letter.visit.row, tellings.c.user_id == letter.person.id
        await work.db.execute(sa.update(tellings).where(*which).values(at=work.now))


async def forget(work: Work, visit_id: int, people: Sequence[int]) -> None:
    """What people were told, or need not be told any more since they have no place at the visit."""
    await work.db.execute(
        sa.delete(tellings).where(tellings.c.visit_id == visit_id, tellings.c.user_id.in_(people))
    )  # fmt: skip


async def _write_first(work: Work, visit: VisitView) -> None:
    """The letters of a small visit leave with what they tell of."""
    first = await waiting(work.db, work.now, of=visit.row)
    for letter in first:
        await hand_over(work, composed(work.site, letter, work.now))
    await forget(work, visit.row, [letter.person.id for letter in first])


async def _note(
    work: Work, visit: VisitView, kind: Kind, people: sa.ColumnElement[bool], *, before: datetime | None = None
) -> None:
    """One letter waits for a person at most: it speaks of the latest, and of the hour that they were told last."""
    columns = ("visit_id", "user_id", "kind", "before", "at")
    moment = tellings.c.at.type
    facts = sa.literal(kind.value), sa.literal(before, moment), sa.literal(work.now, moment)
    told = sa.select(seats.c.visit_id, seats.c.user_id, *facts).where(seats.c.visit_id == visit.row, people)
    noted = work.insert(tellings).from_select(columns, told)
    latest = {
        "kind": noted.excluded.kind, "before": sa.func.coalesce(tellings.c.before, noted.excluded.before),
    }  # fmt: skip
    await work.db.execute(noted.on_conflict_do_update(index_elements=["visit_id", "user_id"], set_=latest))


def _letter(visit: VisitView, row: Any) -> Letter:
    person, kind = reader_in(row, seated=row.state == SeatState.SEATED), Kind(row.kind)
    facts = {
        Kind.CHANGED: {"before": row.before}, Kind.CLOCKS: {}, Kind.CANCELLED: {"reason": visit.cancelled_reason},
    }[kind]  # fmt: skip
    return Letter(
        visit=visit, person=person, name=kind.value, not_after=visit.ends_at, facts=facts,
        method=Method.CANCEL if kind is Kind.CANCELLED else Method.REQUEST,
        # Who said yes said it to the former hour.
        answer=Answer.ASKED if row.before is not None and kind is Kind.CHANGED else None,
    )  # fmt: skip


def _says_the_same(letter: Letter, present: Letter | None) -> bool:
    if present is None:
        return False
    said, now = (
        (one.visit.version, one.visit.sequence, one.visit.status, one.person, one.name, one.facts)
        for one in (letter, present)
    )
    return said == now
