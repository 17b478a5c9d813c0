"""Joining the video, apart from the room's page: a provider that is slow keeps nobody from the room."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write, signed_in
from forum.foundation.errors import Refused
from forum.foundation.i18n import in_language
from forum.live.actions.video import choose_video
from forum.live.queries.room import LiveRoom, room_for
from forum.live.queries.video import provider_of
from forum.live.video import LINK, Joining, Meeting, Unreachable, Video, offered
from forum.visits import queries as visits
from forum.visits.addresses import visit_id
from forum.visits.rules.status import Status
from forum.web.forms import read_form
from forum.web.provided import InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/visits/{key:str}/video", guards=[signed_in])
async def video(request: MostyRequest, viewer: Viewer, services: Services, key: InPath) -> Response[bytes]:
    # No connection is held while a provider is waited for.
    async with services.database.read() as db:
        found = await room_for(db, visit_id(key), viewer, services.clock.now())
        seat = await visits.my_seat(db, viewer, found.visit.row)
        chosen = await provider_of(db, found.visit.row)
    if not found.visit.may_join(viewer, seat):
        raise Refused("not_seated")
    known = offered(services.settings)
    carrier = known.get(chosen, known[LINK])
    shown = await _shown(carrier, meeting_of(found, request.locale), found, viewer, services)
    return page(
        request, "live/video.html", room=found, visit=found.visit, provider=chosen, providers=list(known), **shown
    )  # fmt: skip


@post("/visits/{key:str}/video", guards=[may_write])
async def choose(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services, key: InPath
) -> Response[Any]:
    form = await read_form(request)
    known = offered(services.settings)
    await choose_video(work, visit_id(key), viewer, provider=form.text("provider"), offered=known)
    return redirect(request, f"/{locale}/visits/{key}/video")


def meeting_of(found: LiveRoom, locale: str) -> Meeting:
    """A visit as providers know it."""
    visit = found.visit
    title, _ = in_language(dict(visit.title), locale, original=visit.original)
    return Meeting(id=visit.id, title=title, link=visit.video_url, ends_at=visit.ends_at)


async def _shown(
    carrier: Video, meeting: Meeting, found: LiveRoom, viewer: Viewer, services: Services
) -> dict[str, Any]:
    """Where to join with a camera and with sound only, or what was recorded; `answers` is False when nothing does."""
    over = found.visit.status is Status.ENDED
    shown: dict[str, Any] = {"answers": True, "joins": {}, "recordings": (), "over": over}
    try:
        if over:
            return shown | {"recordings": await carrier.recordings(meeting)}
        await carrier.prepare(meeting)
    except Unreachable:
        return shown | {"answers": False}
    for sound_only in (False, True):
        joining = Joining(account=viewer.public_id, name=viewer.name, host=found.hosts, sound_only=sound_only)
        shown["joins"][sound_only] = carrier.address(meeting, joining, services.clock.now())
    return shown
