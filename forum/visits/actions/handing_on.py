"""Handing a seat on within a delegation; where the host approves who comes, with the host's word."""

import sqlalchemy as sa

from forum.audit.actions import note
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.rooms.actions.membership import leave
from forum.visits import queries
from forum.visits.actions import letters
from forum.visits.actions.locking import locked_visit
from forum.visits.actions.passing import end_place, let_talk, pass_on
from forum.visits.actions.seats import new_place
from forum.visits.events import SeatGivenUp, SeatPromoted, SeatTaken
from forum.visits.models import Handover
from forum.visits.queries import SEATED, VisitView, seats
from forum.visits.queries.seats import Place
from forum.visits.rules.seats import Answer, SeatState, check_age, check_open
from forum.web.viewer import Viewer

handovers = table(Handover)
_UNDECIDED = (SeatState.ASKED, SeatState.DECLINED)


async def hand_on_seat(work: Work, public_id: str, viewer: Viewer, to: str) -> bool:
    """Give one's seat to an official of the same municipality, who is told; nobody who waits is passed over by it.

    Where the host approves who comes, and has not yet approved them, they ask for it, and the giver keeps the seat
    until the host says yes.

    Args:
        to: the public id of who gets it.

    Returns:
        whether they have it now.

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
    unapproved = theirs is None or theirs.seat.state in _UNDECIDED
    if visit.terms.approval and unapproved and not visit.may_edit(viewer):
        await _ask_for_it(work, visit, viewer, own, user_id, theirs)
        return False
    await _swap(work, visit, Place(own, viewer.row, mine), user_id, theirs)
    work.record(SeatPromoted(visit.row, user_id))
    await note(work, "visit.seat_handed_on", actor_id=viewer.row, target=f"visit:{visit.id}")
    await letters.tell_of_handing_on(work, visit, user_id, viewer.name)
    # Who had been offered a seat of their own leaves that one free.
    await pass_on(work, visit.row)
    return True


async def complete_handover(work: Work, visit: VisitView, asking: Place) -> bool:
    """The host approved of somebody whom a colleague named: they have the seat, if the colleague still had it.

    The caller holds the visit's lock.
    """
    named = (
        sa.select(seats.c.id, seats.c.user_id)
        .join(handovers, handovers.c.from_id == seats.c.id)
        .where(handovers.c.seat_id == asking.row, SEATED)
    )
    giver = (await work.db.execute(named)).first()
    if giver is None:
        return False
    await _swap(work, visit, Place(giver.id, giver.user_id, asking.seat), asking.user, asking)
    return True


async def drop_handover(work: Work, asking: Place) -> None:
    """The host did not approve: whoever named them keeps their seat, also when the host thinks again."""
    await work.db.execute(sa.delete(handovers).where(handovers.c.seat_id == asking.row))


async def _swap(work: Work, visit: VisitView, giver: Place, user_id: int, theirs: Place | None) -> None:
    await end_place(work, giver.row, Answer.GIVEN_UP)
    if giver.user != visit.host_row:
        await leave(work, visit.room_row, giver.user)
    if theirs is not None and theirs.seat.state in _UNDECIDED:
        # What they told the host when they asked stays.
        seated = {"state": SeatState.SEATED.value, "promoted_at": work.now}
        await work.db.execute(sa.update(seats).where(seats.c.id == theirs.row).values(**seated))
    else:
        if theirs is not None:
            await end_place(work, theirs.row, Answer.GIVEN_UP)
        await new_place(work, visit, user_id, SeatState.SEATED)
    await let_talk(work, visit, user_id)
    work.record(SeatGivenUp(visit.row, giver.user))
    await letters.tell_of_giving_up(work, visit, giver.user)


async def _ask_for_it(
    work: Work, visit: VisitView, viewer: Viewer, own: int, user_id: int, theirs: Place | None
) -> None:
    asking = await new_place(work, visit, user_id, SeatState.ASKED) if theirs is None else theirs.row
    named = work.insert(handovers).values(seat_id=asking, from_id=own, at=work.now)
    first = {"set_": {"from_id": own, "at": work.now}, "where": handovers.c.from_id != own}
    told = await work.db.execute(
        named.on_conflict_do_update(index_elements=["seat_id"], **first).returning(handovers.c.seat_id)
    )
    if told.first() is None:
        return
    if theirs is None:
        work.record(SeatTaken(visit.row, user_id, SeatState.ASKED.value))
    await note(work, "visit.colleague_named", actor_id=viewer.row, target=f"visit:{visit.id}")
    await letters.tell_of_naming(work, visit, user_id, viewer.name)
