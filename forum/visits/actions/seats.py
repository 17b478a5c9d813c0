"""Taking and giving up seats."""

from collections.abc import Mapping

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.rooms.actions.membership import leave
from forum.visits import queries
from forum.visits.actions import letters
from forum.visits.actions.locking import locked_visit
from forum.visits.actions.passing import answer_offer, end_place, let_talk, pass_on
from forum.visits.actions.questions import NO_ANSWERS, save_answers
from forum.visits.events import SeatGivenUp, SeatPromoted, SeatTaken
from forum.visits.queries import SeatView, VisitView, seats
from forum.visits.rules.seats import Answer, SeatState, check_age, check_in_time, check_not_closed, check_open
from forum.visits.rules.status import Status
from forum.web.viewer import Viewer


async def take_seat(work: Work, public_id: str, viewer: Viewer, answers: Mapping[str, object] = NO_ANSWERS) -> SeatView:
    """A seat, the next place on the waiting list, or a request where the host approves; takes what is offered.

    Who has one of these keeps it.

    Args:
        answers: to the host's questions, by their ids.

    Raises:
        Refused: `not_found`, `not_published`, `visit_cancelled`, `already_started`, `seats_closed`, `adults_only`,
            `offer_over`, or what is wrong with an answer.
    """
    visit = await locked_visit(work, public_id, viewer)
    mine = await queries.my_seat(work.db, viewer, visit.row)
    if mine is not None:
        return mine if mine.state != SeatState.OFFERED else await _take_offer(work, visit, viewer, mine)
    check_open(visit.status)
    check_not_closed(visit.starts_at, visit.terms, now=work.now)
    check_age(visit.terms, adult=await queries.is_adult(work.db, viewer.row))
    await save_answers(work, visit.row, viewer.row, answers)
    asks = visit.terms.approval and not visit.may_edit(viewer)
    seat_id = await new_place(work, visit, viewer.row, SeatState.ASKED if asks else SeatState.WAITING)
    if not asks:
        await pass_on(work, visit.row, newcomer=seat_id)
    seat = await queries.my_seat(work.db, viewer, visit.row)
    assert seat is not None
    if seat.is_taken:
        await letters.tell_of_seat(work, visit, viewer.row)
    work.record(SeatTaken(visit.row, viewer.row, seat.state))
    return seat


async def give_up_seat(work: Work, public_id: str, viewer: Viewer) -> bool:
    """Give a seat, an offer, a request or a place in the list back; the first who waits is next.

    False when there was nothing to give.

    Raises:
        Refused: `not_found`.
    """
    visit = await locked_visit(work, public_id, viewer)
    seat_id, mine = (
        await queries.seat_row(work.db, visit.row, viewer.row),
        await queries.my_seat(work.db, viewer, visit.row),
    )
    if seat_id is None or mine is None:
        return False
    await end_place(work, seat_id, Answer.GIVEN_UP)
    if viewer.row != visit.host_row:
        await leave(work, visit.room_row, viewer.row)
    if mine.is_taken and visit.status in (Status.PUBLISHED, Status.LIVE):
        await letters.tell_of_giving_up(work, visit, viewer.row)
    work.record(SeatGivenUp(visit.row, viewer.row))
    await pass_on(work, visit.row)
    return True


async def new_place(work: Work, visit: VisitView, user_id: int, state: SeatState) -> int:
    """The next entry at a visit, for somebody who has none; returns the seat's row."""
    entry = sa.select(sa.func.coalesce(sa.func.max(seats.c.entry), 0) + 1).where(seats.c.visit_id == visit.row)
    made = await work.db.execute(
        sa.insert(seats)
        .values(
            visit_id=visit.row, user_id=user_id, entry=entry.scalar_subquery(), state=state.value,
            entered_at=work.now,
        )
        .returning(seats.c.id)
    )  # fmt: skip
    return int(made.scalar_one())


async def _take_offer(work: Work, visit: VisitView, viewer: Viewer, offered: SeatView) -> SeatView:
    check_open(visit.status)
    check_in_time(offered.until, now=work.now)
    taken = sa.update(seats).where(seats.c.visit_id == visit.row, seats.c.user_id == viewer.row, queries.LIVE)
    seated = {"state": SeatState.SEATED.value, "promoted_at": work.now}
    seat_id = (await work.db.execute(taken.values(**seated).returning(seats.c.id))).scalar_one()
    await answer_offer(work, seat_id, Answer.TAKEN)
    await let_talk(work, visit, viewer.row)
    await letters.tell_of_seat(work, visit, viewer.row)
    work.record(SeatPromoted(visit.row, viewer.row))
    return SeatView(SeatState.SEATED.value, None)
