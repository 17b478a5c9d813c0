"""The one page that says who was there, also where what was marked on it is refused."""

from litestar import Response

from forum.live.queries.attendance import attendees, code_of
from forum.live.queries.room import room_for
from forum.visits.addresses import visit_id
from forum.web.forms import Form
from forum.web.parts import parts_of
from forum.web.provided import Db, Services, Viewer
from forum.web.rendering import page, readings
from forum.web.request import MostyRequest


async def attendance_page(
    request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: str, form: Form
) -> Response[bytes]:
    """Hosts see everybody and the code, others themselves."""
    found = await room_for(db, visit_id(key), viewer, services.clock.now())
    visit = found.visit
    return page(
        request, "live/attendance.html", form=form, room=found, visit=visit,
        people=await attendees(db, visit, None if found.hosts else viewer.row),
        code=await code_of(db, visit.row) if found.hosts else None,
        parts=await parts_of(request, db, "attendance", visit),
        **readings(request.locale, viewer.zone or visit.zone),
    )  # fmt: skip
