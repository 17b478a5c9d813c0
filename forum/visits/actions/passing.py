"""Free seats on their way to those who wait."""

from datetime import datetime

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.rooms.actions.membership import join
from forum.rooms.rules import Part
from forum.visits import queries
from forum.visits.actions import letters, tellings
from forum.visits.actions.locking import lock
from forum.visits.actions.questions import forget_answers
from forum.visits.events import SeatGivenUp, SeatPromoted
from forum.visits.queries import Claimant, VisitView, offers, seats
from forum.visits.rules.seats import Answer, SeatState, next_up, offered_until
from forum.visits.rules.status import Status


async def pass_on(work: Work, visit_id: int, *, newcomer: int | None = None) -> None:
    """Give or offer free seats to those who wait, in the order of their entry; none once seats are closed.

    The caller holds the visit's lock.

    Args:
        newcomer: the seat's row of somebody who has come just now, and need not be asked whether they still want it.
    """
    visit = await queries.visit_at(work.db, visit_id, work.now)
    if visit.status is not Status.PUBLISHED or work.now >= visit.seats_close_at or visit.taken >= visit.capacity:
        return
    waiting = {claimant.claim.entry: claimant for claimant in await queries.claimants(work.db, visit_id)}
    if not waiting:
        return
    held, until = await queries.held(work.db, visit_id), offered_until(visit.terms, visit.seats_close_at, now=work.now)
    for claim in next_up(visit.capacity, visit.terms, held, [claimant.claim for claimant in waiting.values()]):
        claimant = waiting[claim.entry]
        if claimant.seat == newcomer:
            await _seat(work, visit, claimant, promoted_at=None)
        elif until is None:
            await _seat(work, visit, claimant, promoted_at=work.now)
            work.record(SeatPromoted(visit.row, claimant.user))
            await letters.tell_of_seat(work, visit, claimant.user, promoted=True)
        else:
            await _offer(work, visit, claimant, until)


async def pass_on_late(work: Work, visit_id: int) -> None:
    """What was offered at a visit and not taken in time goes to whoever is next; those who let it pass are told."""
    await lock(work, visit_id)
    visit = await queries.visit_at(work.db, visit_id, work.now)
    for claimant in await queries.late_offers(work.db, visit_id, work.now):
        await end_place(work, claimant.seat, Answer.PASSED)
        work.record(SeatGivenUp(visit_id, claimant.user))
        if visit.status is Status.PUBLISHED:
            await letters.tell_of_passing(work, visit, claimant.user)
    await pass_on(work, visit_id)


async def end_place(work: Work, seat_id: int, answer: Answer) -> None:
    """End somebody's place, and forget what they told the host and were to be told; `answer` is of an offer."""
    ended = sa.update(seats).where(seats.c.id == seat_id).values(given_up_at=work.now)
    place = (await work.db.execute(ended.returning(seats.c.visit_id, seats.c.user_id))).one()
    await forget_answers(work, place.visit_id, place.user_id)
    await tellings.forget(work, place.visit_id, [place.user_id])
    await answer_offer(work, seat_id, answer)


async def answer_offer(work: Work, seat_id: int, answer: Answer) -> None:
    await work.db.execute(
        sa.update(offers)
        .where(offers.c.seat_id == seat_id, offers.c.answered_at.is_(None))
        .values(answer=answer.value, answered_at=work.now)
    )


async def let_talk(work: Work, visit: VisitView, user_id: int) -> None:
    """Let somebody with a seat talk in the room; the host stays host, also with a seat."""
    if user_id != visit.host_row:
        await join(work, visit.room_row, user_id, Part.GUEST)


async def _seat(work: Work, visit: VisitView, claimant: Claimant, *, promoted_at: datetime | None) -> None:
    seated = {"state": SeatState.SEATED.value, "promoted_at": promoted_at}
    await work.db.execute(sa.update(seats).where(seats.c.id == claimant.seat).values(**seated))
    await let_talk(work, visit, claimant.user)


async def _offer(work: Work, visit: VisitView, claimant: Claimant, until: datetime) -> None:
    await work.db.execute(sa.update(seats).where(seats.c.id == claimant.seat).values(state=SeatState.OFFERED.value))
    await work.db.execute(sa.insert(offers).values(seat_id=claimant.seat, at=work.now, until=until))
    await letters.tell_of_offer(work, visit, claimant.user, until)
