"""Pages of forum days: the list, one day with its programme, planning it."""

from dataclasses import asdict
from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import moderators
from forum.days import actions
from forum.days import queries as days
from forum.days.calendar import day_file
from forum.days.rules.status import Status
from forum.discussion import queries
from forum.discussion.pages import typed_day
from forum.discussion.queries.days import DayLine, on_boards
from forum.foundation.errors import N_
from forum.foundation.i18n import DEFAULT_ZONES, in_language, zone_choices
from forum.foundation.markdown import plain
from forum.foundation.paging import cut, read_cursor
from forum.foundation.walltime import clock_changes, passes, zones_shown
from forum.web.forms import MAX_LONG_FORM_BYTES, Form, read_form
from forum.web.provided import Db, InPath, InQuery, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

ON_A_PAGE = 30
SUMMARY_LENGTH = 160


@get("/days", opt={"public": True})
async def timetable(
    request: MostyRequest, db: Db, services: Services, when: InQuery = None, after: InQuery = None
) -> Response[bytes]:
    past, key = when == "past", read_cursor(after, (int, int))
    seen = None if key is None else (int(key[0]), int(key[1]))
    found = await days.timetable(db, services.clock.now(), past=past, after=seen, limit=ON_A_PAGE + 1)
    shown = cut(found, ON_A_PAGE, lambda day: day.key)
    facts: dict[str, Any] = {
        "days": await on_boards(db, shown.items),
        "next": shown.next,
        "first": after is None,
        "past": past,
    }
    return page(request, "discussion/days.html", **facts)


@get("/days/{key:str}", opt={"public": True})
async def day(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath
) -> Response[Any]:
    now = services.clock.now()
    line = await queries.day(db, day_id(key), now)
    if f"/days/{key}" != line.day.path:
        return redirect(request, f"/{locale}{line.day.path}")
    hours, programme = line.day.hours, await queries.programme(db, viewer, line.day, now)
    html, lang = in_language(dict(line.day.welcome_html), locale, original=line.day.original)
    zones = zones_shown(hours.zone, viewer.zone)
    return page(
        request, "discussion/day.html", line=line, day=line.day, programme=programme, zones=zones,
        changing=any(clock_changes(zone, hours.starts_at, hours.ends_at) for zone in zones),
        welcome_html=html, welcome_lang=lang, summary=plain(html, limit=SUMMARY_LENGTH),
    )  # fmt: skip


@get("/days/{key:str}/calendar.ics", opt={"public": True})
async def calendar(viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath) -> Response[bytes]:
    found = await days.day(db, day_id(key), services.clock.now())
    content, headers = day_file(found, locale, services.settings, viewer)
    return Response(content, headers=headers, media_type=headers["Content-Type"])


@get("/boards/{slug:str}/days/new", guards=[moderators])
async def new(request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, slug: InPath) -> Response[bytes]:
    form = Form({"zone": viewer.zone or DEFAULT_ZONES[locale], "original": locale, "held": "yes"})
    return _form_page(request, form, board=await queries.board(db, slug))


@post("/boards/{slug:str}/days/new", guards=[moderators], request_max_body_size=MAX_LONG_FORM_BYTES)
async def plan(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, slug: InPath) -> Response[Any]:
    form, board = await read_form(request), await queries.board(work.db, slug)
    async with form.attempt(work):
        points = await typed_day.points_in(work.db, viewer, form)
        planned, _ = await actions.plan_day(
            work, viewer, board.row, typed_day.plan_in(form), points, client_id=form.text("id")
        )
    if form.failed:
        return _form_page(request, form, board=board)
    return redirect(request, f"/{locale}{planned.path}", notice=N_("The forum day is announced on its board."))


@get("/days/{key:str}/edit", guards=[moderators])
async def edit(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    now = services.clock.now()
    line = await queries.day(db, day_id(key), now)
    return _form_page(request, typed_day.filled(line.day, await queries.programme(db, viewer, line.day, now)), line)


@post("/days/{key:str}/edit", guards=[moderators], request_max_body_size=MAX_LONG_FORM_BYTES)
async def change(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form, line = await read_form(request), await queries.day(work.db, day_id(key), work.now)
    async with form.attempt(work):
        points, changes = await typed_day.points_in(work.db, viewer, form), asdict(typed_day.plan_in(form))
        await actions.change_day(
            work, viewer, line.day.id, version=form.number("version"), changes=changes, schedule=points
        )
    line = await queries.day(work.db, line.day.id, work.now)
    if form.code == "edit_conflict":
        # What was typed is kept beside what somebody else saved; saving again is a decision between them.
        form.values["version"] = str(line.day.version)
    if form.failed:
        return _form_page(request, form, line)
    return redirect(request, f"/{locale}{line.day.path}", notice=N_("Your changes are saved."))


@get("/days/{key:str}/cancellation", guards=[moderators])
async def cancelling(request: MostyRequest, db: Db, services: Services, key: InPath) -> Response[bytes]:
    line = await queries.day(db, day_id(key), services.clock.now())
    return page(request, "discussion/cancel_day.html", day=line.day)


@post("/days/{key:str}/cancellation", guards=[moderators])
async def cancel(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form, line = await read_form(request), await queries.day(work.db, day_id(key), work.now)
    async with form.attempt(work):
        await actions.cancel_day(work, viewer, line.day.id, reason=form.text("reason"))
    if form.failed:
        return page(request, "discussion/cancel_day.html", form=form, day=line.day)
    return redirect(request, f"/{locale}{line.day.path}", notice=N_("The forum day is cancelled."))


def day_id(key: str) -> str:
    """The id at the start of an address such as `k3f9mqtvwxz2-onlain-forum`."""
    return key.partition("-")[0]


def _form_page(
    request: MostyRequest, form: Form, line: DayLine | None = None, *, board: queries.BoardLine | None = None
) -> Response[bytes]:
    facts: dict[str, Any] = {
        "line": line,
        "board": board,
        "over": line is not None and line.day.status in (Status.OVER, Status.CANCELLED),
        "zone_options": zone_choices(request.locale),
        "rows": typed_day.rows(form),
        "offsets": passes(form.facts, form.text("zone")),
    }
    return page(request, "discussion/edit_day.html", form=form, **facts)
