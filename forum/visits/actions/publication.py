"""Showing a visit to everybody, and calling it off."""

import sqlalchemy as sa

from forum.audit.actions import note
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.text import clean
from forum.rooms.actions.membership import close_room, show_room
from forum.visits import queries
from forum.visits.actions import tellings
from forum.visits.actions.locking import own_visit
from forum.visits.actions.schedule import TALK_GOES_ON
from forum.visits.events import VisitCancelled, VisitPublished
from forum.visits.queries import VisitView, cancellations, publications, visits
from forum.visits.rules.plan import MAX_REASON, check_publishable
from forum.visits.rules.status import Status
from forum.web.viewer import Viewer


async def publish_visit(work: Work, public_id: str, viewer: Viewer) -> VisitView:
    """Show a draft and its room to everybody; doing it again changes nothing.

    Raises:
        Refused: `not_found`, `not_allowed`, `visit_cancelled`, `already_started`, `interpretation_missing`.
    """
    visit = await own_visit(work, public_id, viewer)
    if visit.status is Status.CANCELLED:
        raise Refused("visit_cancelled")
    if visit.status is not Status.DRAFT:
        return visit
    if visit.starts_at <= work.now:
        raise Refused("already_started")
    points = await queries.programme(work.db, visit)
    check_publishable(visit.languages, [point.lang for point in points], visit.interpretation)
    await work.db.execute(sa.insert(publications).values(visit_id=visit.row, by_id=viewer.row, at=work.now))
    await _status_changed(work, visit)
    await show_room(work, visit.room_row, closes_at=visit.ends_at + TALK_GOES_ON)
    await note(work, "visit.published", actor_id=viewer.row, target=f"visit:{visit.id}")
    work.record(VisitPublished(visit.row))
    return await queries.visit_at(work.db, visit.row, work.now)


async def cancel_visit(work: Work, public_id: str, viewer: Viewer, *, reason: str = "") -> VisitView:
    """Call a visit off and tell those with a seat or waiting; doing it again changes nothing and tells nobody.

    Raises:
        Refused: `not_found`, `not_allowed`, `visit_over`, or what is wrong with the reason.
    """
    visit = await own_visit(work, public_id, viewer)
    if visit.status is Status.CANCELLED:
        return visit
    if visit.status is Status.ENDED:
        raise Refused("visit_over")
    reason = clean(reason, limit=MAX_REASON, field="reason", optional=True)
    values = {"visit_id": visit.row, "by_id": viewer.row, "at": work.now, "reason": reason}
    await work.db.execute(sa.insert(cancellations).values(**values))
    await _status_changed(work, visit)
    await close_room(work, visit.room_row)
    await note(work, "visit.cancelled", actor_id=viewer.row, target=f"visit:{visit.id}")
    work.record(VisitCancelled(visit.row))
    cancelled = await queries.visit_at(work.db, visit.row, work.now)
    await tellings.tell_of_cancellation(work, cancelled)
    return cancelled


async def _status_changed(work: Work, visit: VisitView) -> None:
    await work.db.execute(
        sa.update(visits).where(visits.c.id == visit.row).values(sequence=visits.c.sequence + 1, changed_at=work.now)
    )
