"""Taking and giving up seats."""

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.rooms.actions.membership import join, leave
from forum.rooms.rules import Part
from forum.visits import queries
from forum.visits.actions import letters
from forum.visits.actions.locking import locked_visit
from forum.visits.events import SeatGivenUp, SeatPromoted, SeatTaken
from forum.visits.queries import SeatView, VisitView, seats
from forum.visits.rules.seats import SeatState, check_open, place, promote
from forum.web.viewer import Viewer


async def take_seat(work: Work, public_id: str, viewer: Viewer) -> SeatView:
    """A seat, or the next place on the waiting list; who has one keeps it.

    Raises:
        Refused: `not_found`, `not_published`, `visit_cancelled`, `already_started`.
    """
    visit = await locked_visit(work, public_id, viewer)
    mine = await queries.my_seat(work.db, viewer, visit.row)
    if mine is not None:
        return mine
    check_open(visit.status)
    state = place(visit.capacity, visit.taken, visit.waiting)
    entry = sa.select(sa.func.coalesce(sa.func.max(seats.c.entry), 0) + 1).where(seats.c.visit_id == visit.row)
    await work.db.execute(
        sa.insert(seats).values(
            visit_id=visit.row, user_id=viewer.row, entry=entry.scalar_subquery(), state=state.value,
            entered_at=work.now,
        )
    )  # fmt: skip
    if state is SeatState.SEATED:
        await _let_talk(work, visit, viewer.row)
    work.record(SeatTaken(visit.row, viewer.row, state.value))
    return SeatView(state.value, visit.waiting + 1 if state is SeatState.WAITING else None)


async def give_up_seat(work: Work, public_id: str, viewer: Viewer) -> bool:
    """Give a seat or a place in the list back; the first who waits moves up. False when there was nothing to give.

    Raises:
        Refused: `not_found`.
    """
    visit = await locked_visit(work, public_id, viewer)
    given = await work.db.execute(
        sa.update(seats)
        .where(seats.c.visit_id == visit.row, seats.c.user_id == viewer.row, seats.c.given_up_at.is_(None))
        .values(given_up_at=work.now)
        .returning(seats.c.id)
    )
    if given.first() is None:
        return False
    if viewer.row != visit.host_row:
        await leave(work, visit.room_row, viewer.row)
    work.record(SeatGivenUp(visit.row, viewer.row))
    await promote_waiting(work, visit.row)
    return True


async def promote_waiting(work: Work, visit_id: int) -> None:
    """Seat those who wait, in the order of their entry, while seats are free, and tell them by mail.

    The caller holds the visit's lock.
    """
    visit = await queries.visit_at(work.db, visit_id, work.now)
    waiting = (
        await work.db.execute(
            sa.select(seats.c.id, seats.c.user_id)
            .where(seats.c.visit_id == visit_id, seats.c.given_up_at.is_(None))
            .where(seats.c.state == SeatState.WAITING.value)
            .order_by(seats.c.entry)
        )
    ).all()
    people = {row.id: row.user_id for row in waiting}
    chosen = promote(visit.capacity, visit.taken, list(people), starts_at=visit.starts_at, now=work.now)
    for seat_id in chosen:
        await work.db.execute(
            sa.update(seats).where(seats.c.id == seat_id).values(state=SeatState.SEATED.value, promoted_at=work.now)
        )
        await _let_talk(work, visit, people[seat_id])
        work.record(SeatPromoted(visit_id, people[seat_id]))
        await letters.tell_of_promotion(work, visit, people[seat_id])


async def _let_talk(work: Work, visit: VisitView, user_id: int) -> None:
    # The host stays host, also with a seat.
    if user_id != visit.host_row:
        await join(work, visit.room_row, user_id, Part.GUEST)
