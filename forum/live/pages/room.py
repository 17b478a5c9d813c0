"""The room of a visit: its page, and what of it is fetched again while it takes place."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get

from forum.live.pages.channels import shown_channels
from forum.live.pages.parts import part, unchanged
from forum.live.queries.polls import polls_of
from forum.live.queries.questions import questions_of
from forum.live.queries.room import LiveRoom, room_for
from forum.live.queries.stage import stage_of
from forum.rooms.queries import chat_view, members_of, sent_out_of
from forum.visits import queries as visits
from forum.visits.addresses import visit_id
from forum.visits.rules.status import Status
from forum.web.parts import parts_of
from forum.web.provided import Db, InPath, InQuery, Locale, Services, Viewer
from forum.web.rendering import page, readings, redirect
from forum.web.request import MostyRequest, with_query
from realtime.wire import Person

MOST_LISTED = 500


@get("/visits/{key:str}/room", opt={"public": True})
async def room(
    request: MostyRequest,
    viewer: Viewer,
    locale: Locale,
    db: Db,
    services: Services,
    key: InPath,
    before: InQuery = None,
    after: InQuery = None,
    at: InQuery = None,
    channel: InQuery = None,
) -> Response[Any]:
    now = services.clock.now()
    found = await room_for(db, visit_id(key), viewer, now)
    visit = found.visit
    chat = await chat_view(db, visit.room, viewer, now, before=before, after=after, at=at)
    if f"/visits/{key}" != visit.path:
        query = {"before": before, "after": after, "at": at, "channel": channel}
        return redirect(request, with_query(f"/{locale}{visit.path}/room", **query))
    seat = await visits.my_seat(db, viewer, visit.row)
    shown = await shown_live(db, found, viewer, locale, services)
    interpreted = await shown_channels(db, found, viewer, channel, locale)
    return page(
        request, "live/room.html", talk=True, seat=seat, chat=chat, may_join=visit.may_join(viewer, seat),
        parts=await parts_of(request, db, "room", visit), **shown, **interpreted,
    )  # fmt: skip


@get("/visits/{key:str}/room/live", opt={"public": True})
async def live(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath
) -> Response[bytes]:
    """The parts of the page that change; unchanged ones are not even read."""
    found = await room_for(db, visit_id(key), viewer, services.clock.now())
    tag = tag_of(found, viewer, locale, services)
    if same := unchanged(request, tag):
        return same
    return part(request, "live/live.html", tag, **await shown_live(db, found, viewer, locale, services))


def tag_of(found: LiveRoom, viewer: Viewer, locale: str, services: Services) -> str:
    """The tag of what `live` answers; where the clock says which point is on, it is told anew each minute."""
    minute = services.clock.now().strftime("%H:%M") if found.visit.status is Status.LIVE else ""
    return found.tag(viewer, locale, viewer.zone, minute, [person.id for person in hands_of(found, services)])


def hands_of(found: LiveRoom, services: Services) -> Sequence[Person]:
    """Whose hands are up, the first raised first; for those who give the word."""
    return services.engine.hands(found.place.room) if found.hosts and services.engine is not None else ()


async def shown_live(db: Db, found: LiveRoom, viewer: Viewer, locale: str, services: Services) -> dict[str, Any]:
    """What templates show of a room beside its talk; `here` is where its forms come back to."""
    visit = found.visit
    return {
        "room": found,
        "visit": visit,
        "here": f"/{locale}{visit.path}/room",
        "programme": await visits.programme(db, visit),
        "questions": await questions_of(db, visit.row, viewer, hosts=found.hosts),
        "polls": await polls_of(db, found, viewer, services.clock.now()),
        "stage": await stage_of(db, visit.row, services.clock.now()),
        "members": await members_of(db, visit.room_row, MOST_LISTED) if found.hosts else (),
        "sent_out": await sent_out_of(db, visit.room_row) if found.hosts else (),
        "hands": hands_of(found, services),
        "live_tag": tag_of(found, viewer, locale, services),
        **readings(locale, viewer.zone or visit.zone),
    }
