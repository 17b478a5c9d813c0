"""Handing a seat on within a delegation."""

from forum.audit.actions import note
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.rooms.actions.membership import leave
from forum.visits import queries
from forum.visits.actions import letters
from forum.visits.actions.locking import locked_visit
from forum.visits.actions.passing import end_place, let_talk, pass_on
from forum.visits.actions.seats import new_place
from forum.visits.events import SeatGivenUp, SeatPromoted
from forum.visits.rules.seats import Answer, SeatState, check_age, check_open
from forum.web.viewer import Viewer


async def hand_on_seat(work: Work, public_id: str, viewer: Viewer, to: str) -> None:
    """Give one's seat to an official of the same municipality, who is told; nobody who waits is passed over by it.

    Args:
        to: the public id of who gets it.

    Raises:
        Refused: `not_found`, `not_published`, `visit_cancelled`, `already_started`, `no_seat_to_hand_on`,
            `not_of_the_delegation`, `already_seated`, `adults_only`.
    """
    visit = await locked_visit(work, public_id, viewer)
    check_open(visit.status)
    mine = await queries.my_seat(work.db, viewer, visit.row)
    if mine is None or not mine.is_taken:
        raise Refused("no_seat_to_hand_on")
    user_id = await queries.colleague(work.db, viewer, to)
    if user_id is None:
        raise Refused("not_of_the_delegation", field="to")
    check_age(visit.terms, adult=await queries.is_adult(work.db, user_id))
    theirs = await queries.place_of(work.db, visit.row, to)
    if theirs is not None and theirs.seat.state in (SeatState.SEATED, SeatState.DECLINED):
        raise Refused("already_seated" if theirs.seat.is_taken else "not_of_the_delegation", field="to")

    own = await queries.seat_row(work.db, visit.row, viewer.row)
    assert own is not None
    await end_place(work, own, Answer.GIVEN_UP)
    if theirs is not None:
        await end_place(work, theirs.row, Answer.GIVEN_UP)
    if viewer.row != visit.host_row:
        await leave(work, visit.room_row, viewer.row)
    await new_place(work, visit, user_id, SeatState.SEATED)
    await let_talk(work, visit, user_id)
    await note(work, "visit.seat_handed_on", actor_id=viewer.row, target=f"visit:{visit.id}")
    work.record(SeatGivenUp(visit.row, viewer.row))
    work.record(SeatPromoted(visit.row, user_id))
    await letters.tell_of_giving_up(work, visit, viewer.row)
    await letters.tell_of_handing_on(work, visit, user_id, viewer.name)
    # Who had been offered a seat of their own leaves that one free.
    await pass_on(work, visit.row)
