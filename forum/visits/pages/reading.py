"""Reading visits: the list, one visit, its calendar file."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from litestar import Response, get

from forum.accounts.guards import check_may_write
from forum.foundation import markdown
from forum.foundation.errors import Refused
from forum.foundation.i18n import in_language
from forum.foundation.paging import cut, read_cursor
from forum.foundation.walltime import clock_changes, zones_shown
from forum.visits import queries
from forum.visits.addresses import visit_id
from forum.visits.calendar import visit_file
from forum.visits.queries import VisitView
from forum.visits.rules.preparation import missing
from forum.visits.rules.status import Status
from forum.visits.words import role_names
from forum.web.forms import Form
from forum.web.parts import parts_of
from forum.web.provided import Db, InPath, InQuery, Locale, Services, Viewer
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

ON_A_PAGE = 30
SUMMARY_LENGTH = 160


@get("/visits", opt={"public": True})
async def visits(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    services: Services,
    when: InQuery = None,
    after: InQuery = None,
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
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath
) -> Response[Any]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    if f"/visits/{key}" != found.path:
        return redirect(request, f"/{locale}{found.path}")
    return await visit_page(request, viewer, db, found)


@get("/visits/{key:str}/calendar.ics", opt={"public": True})
async def calendar(viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath) -> Response[bytes]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    seat = await queries.my_seat(db, viewer, found.row)
    told = await queries.my_invitation(db, viewer, found.row)
    content, headers = visit_file(found, locale, services.database.site, viewer, seat, told)
    return Response(content, headers=headers, media_type=headers["Content-Type"])


async def visit_page(
    request: MostyRequest, viewer: Viewer, db: Db, found: VisitView, *, form: Form | None = None
) -> Response[bytes]:
    """One visit, also with a refusal of what was tried on it."""
    seat = await queries.my_seat(db, viewer, found.row)
    html, lang = in_language(dict(found.description_html), request.locale, original=found.original)
    asked = await queries.questions_of(db, found.row)
    said = await queries.answers_of(db, found.row, viewer.row) if seat and asked else {}
    shown = zones_shown(found.zone, viewer.zone)
    return page(
        request, "visits/show.html", form=form, standing_for=f"/{request.locale}{found.path}", visit=found, seat=seat,
        asks=bool(asked),
        description_html=html, description_lang=lang,
        summary=markdown.plain(html, limit=SUMMARY_LENGTH), programme=await queries.programme(db, found),
        zones=shown, changing=any(clock_changes(zone, found.starts_at, found.ends_at) for zone in shown),
        **await _for_host(request, db, found), may_join=found.may_join(viewer, seat), may_sit=_may_sit(found, viewer),
        colleagues=await queries.colleagues(db, viewer) if seat and seat.is_taken else [],
        unanswered=any(question.required and question.id not in said for question in asked),
        too_young=await queries.is_too_young(db, viewer, found),
        parts=await parts_of(request, db, "visit", found),
    )  # fmt: skip


async def _for_host(request: MostyRequest, db: Db, found: VisitView) -> dict[str, Any]:
    """What is to be done around the visit, for whoever may change it."""
    if not found.may_edit(request.viewer):
        return {"may_edit": False, "tasks": [], "missing": []}
    open_roles = missing(await queries.roles_of(db, found.row), found.interpretation)
    return {
        "may_edit": True,
        "tasks": await queries.tasks_of(db, found),
        "missing": list(role_names(request.locale, open_roles).values()),
    }


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
