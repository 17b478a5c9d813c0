"""Reading visits: the list, one visit, its calendar file, its room."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from forum.accounts.guards import check_may_write
from forum.foundation import markdown
from forum.foundation.errors import Refused
from forum.foundation.i18n import in_language
from forum.foundation.paging import cut, read_cursor
from forum.rooms.queries import chat_view
from forum.visits import queries
from forum.visits.calendar import visit_file
from forum.visits.queries import VisitView
from forum.visits.rules.status import Status
from forum.visits.rules.times import clock_changes, zones_shown
from forum.web.forms import Form
from forum.web.provided import Db, Locale, Services, Viewer
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest, with_query

ON_A_PAGE = 30
SUMMARY_LENGTH = 160


@get("/visits", opt={"public": True})
async def visits(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    services: Services,
    when: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> Response[bytes]:
    now, past_only, key = services.clock.now(), when == "past", read_cursor(after, (int, int))
    seen = None if key is None else (int(key[0]), int(key[1]))
    read = queries.past if past_only else queries.timetable
    shown = cut(await read(db, now, after=seen, limit=ON_A_PAGE + 1), ON_A_PAGE, lambda visit: visit.key)
    drafts = await queries.drafts_of(db, viewer, now) if viewer.is_official and not after and not past_only else []
    months = _by_month(shown.items, request.locale)
    return page(
        request, "visits/list.html", months=months, next=shown.next, first=after is None, past_only=past_only,
        drafts=drafts,
    )  # fmt: skip


@get("/visits/{key:str}", opt={"public": True})
async def visit(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: FromPath[str]
) -> Response[Any]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    if f"/visits/{key}" != found.path:
        return redirect(request, f"/{locale}{found.path}")
    return await visit_page(request, viewer, db, found)


@get("/visits/{key:str}/calendar.ics", opt={"public": True})
async def calendar(viewer: Viewer, locale: Locale, db: Db, services: Services, key: FromPath[str]) -> Response[bytes]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    seat = await queries.my_seat(db, viewer, found.row)
    content, headers = visit_file(found, locale, services.settings, viewer, seat)
    return Response(content, headers=headers, media_type=headers["Content-Type"])


@get("/visits/{key:str}/room", opt={"public": True})
async def room(
    request: MostyRequest,
    viewer: Viewer,
    locale: Locale,
    db: Db,
    services: Services,
    key: FromPath[str],
    before: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    now = services.clock.now()
    found = await queries.visit_for(db, visit_id(key), viewer, now)
    chat = await chat_view(db, found.room, viewer, now, before=before, after=after)
    if f"/visits/{key}" != found.path:
        return redirect(request, with_query(f"/{locale}{found.path}/room", before=before, after=after))
    seat = await queries.my_seat(db, viewer, found.row)
    return page(
        request, "visits/room.html", visit=found, seat=seat, programme=await queries.programme(db, found), chat=chat,
        may_join=found.may_join(viewer, seat),
    )  # fmt: skip


async def visit_page(
    request: MostyRequest, viewer: Viewer, db: Db, found: VisitView, *, form: Form | None = None
) -> Response[bytes]:
    """One visit, also with a refusal of what was tried on it."""
    seat = await queries.my_seat(db, viewer, found.row)
    html, lang = in_language(dict(found.description_html), request.locale, original=found.original)
    shown = zones_shown(found.zone, viewer.zone)
    return page(
        request, "visits/show.html", form=form, visit=found, seat=seat, description_html=html, description_lang=lang,
        summary=markdown.plain(html, limit=SUMMARY_LENGTH), programme=await queries.programme(db, found),
        zones=shown, changing=[zone for zone in shown if clock_changes(zone, found.starts_at, found.ends_at)],
        may_edit=found.may_edit(viewer), may_join=found.may_join(viewer, seat), may_sit=_may_sit(found, viewer),
    )  # fmt: skip


def visit_id(key: str) -> str:
    """The id at the start of an address such as `k3f9mqtvwxz2-teplo`."""
    return key.partition("-")[0]


def _by_month(shown: Sequence[VisitView], locale: Locale) -> list[list[VisitView]]:
    return [list(group) for _, group in groupby(shown, key=lambda visit: visit.day_words(locale).heading)]


def _may_sit(found: VisitView, viewer: Viewer) -> bool:
    """Whether a seat is offered to this reader; the host needs none."""
    if viewer.id is None or viewer.id == found.host_row or found.status is not Status.PUBLISHED:
        return False
    try:
        check_may_write(viewer)
    except Refused:
        return False
    return True
