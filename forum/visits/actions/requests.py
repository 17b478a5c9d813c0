"""Answering those who ask for a seat."""

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.text import clean
from forum.visits import queries
from forum.visits.actions import letters, tellings
from forum.visits.actions.handing_on import complete_handover, drop_handover
from forum.visits.actions.locking import own_visit
from forum.visits.actions.passing import pass_on
from forum.visits.events import SeatPromoted
from forum.visits.queries import SeatView, decisions, seats
from forum.visits.rules.plan import MAX_REASON
from forum.visits.rules.seats import SeatState, check_not_closed, check_open
from forum.web.viewer import Viewer


async def decide_request(
    work: Work, public_id: str, viewer: Viewer, person: str, *, approved: bool, reason: str = ""
) -> SeatView:
    """Approve or decline somebody's request for a seat, by the host or a moderator, and tell them.

    Who is approved gets a seat, or their place on the waiting list by when they asked. Saying the same again changes
    nothing; who was declined can still be approved.

    Args:
        person: the public id of who asked.
        reason: must be given to those who are declined.

    Raises:
        Refused: `not_found`, `not_allowed`, `not_published`, `visit_cancelled`, `already_started`, `seats_closed`,
            or what is wrong with the reason.
    """
    visit = await own_visit(work, public_id, viewer)
    asking = await queries.place_of(work.db, visit.row, person)
    if asking is None:
        raise Refused("not_found")
    undecided = asking.seat.state in (SeatState.ASKED, SeatState.DECLINED)
    if not undecided if approved else asking.seat.state == SeatState.DECLINED:
        return asking.seat
    if not undecided:
        raise Refused("already_approved")
    check_open(visit.status)
    if approved:
        check_not_closed(visit.starts_at, visit.terms, now=work.now)
    reason = clean(reason, limit=MAX_REASON, field="reason", optional=approved)
    state = SeatState.WAITING if approved else SeatState.DECLINED
    await work.db.execute(sa.update(seats).where(seats.c.id == asking.row).values(state=state.value))
    said = {"seat_id": asking.row, "by_id": viewer.row, "at": work.now, "approved": approved, "reason": reason}
    await work.db.execute(sa.insert(decisions).values(**said))
    if approved:
        if not await complete_handover(work, visit, asking):
            await pass_on(work, visit.row, newcomer=asking.row)
    else:
        await drop_handover(work, asking)
        await tellings.forget(work, visit.row, [asking.user])
    now = await queries.place_of(work.db, visit.row, person)
    assert now is not None
    if now.seat.is_taken:
        work.record(SeatPromoted(visit.row, asking.user))
    await letters.tell_of_decision(work, visit, asking.user, now.seat)
    return now.seat
