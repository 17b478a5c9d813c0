"""What records add to the pages of a visit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forum.foundation.database import Db
from forum.records.queries.attendance import attendees
from forum.records.queries.carried import carried_for
from forum.records.queries.feedback import has_given
from forum.records.queries.minutes import desk
from forum.records.rules.attendance import ENOUGH
from forum.records.rules.feedback import is_open
from forum.visits.queries import VisitView, my_seat
from forum.visits.rules.status import Status
from forum.web.viewer import Viewer


async def after_visit(db: Db, viewer: Viewer, visit: VisitView, now: datetime) -> Mapping[str, Any] | None:
    """The report, and what is left to do for those who were there, once a visit is over."""
    if visit.status is not Status.ENDED:
        return None
    seat, hosts = await my_seat(db, viewer, visit.row), visit.may_edit(viewer)
    was_there = seat is not None and seat.is_taken
    is_asked = was_there and is_open(visit.status, visit.ends_at, now) and not await has_given(db, viewer, visit.row)
    return {"hosts": hosts, "was_there": was_there, "is_asked": is_asked}


async def of_attendance(db: Db, viewer: Viewer, visit: VisitView, _: datetime) -> Mapping[str, Any] | None:
    """What the host says of who was there, beside what the room noted."""
    if not visit.may_edit(viewer):
        return None
    return {"over": visit.status is Status.ENDED, "people": await attendees(db, visit), "share": ENOUGH}


async def in_room(_: Db, viewer: Viewer, visit: VisitView, __: datetime) -> Mapping[str, Any] | None:
    """The way to the minutes, for who writes them while people talk."""
    writes = visit.may_edit(viewer) and visit.status not in (Status.DRAFT, Status.CANCELLED)
    return {} if writes else None


async def of_visit(db: Db, viewer: Viewer, visit: VisitView, _: datetime) -> Mapping[str, Any] | None:
    """Minutes, and what is open from before; nothing for a draft or a visit that does not take place."""
    if visit.status in (Status.DRAFT, Status.CANCELLED):
        return None
    found = await desk(db, visit, viewer)
    carried = await carried_for(db, found, viewer)
    shown = found.may_read and bool(found.minutes.entries)
    if not (shown or carried or found.may_write):
        return None
    return {"desk": found, "carried": carried, "shown": shown}
