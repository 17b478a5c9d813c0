"""Visits over the API."""

from typing import Annotated

import msgspec
from litestar import Response, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from forum.accounts.guards import may_write, officials
from forum.foundation.errors import Refused
from forum.foundation.paging import cut, read_cursor, read_limit
from forum.visits import actions, queries
from forum.visits.api.shapes import (
    NewVisit,
    Reason,
    VisitAnswer,
    VisitChange,
    VisitList,
    items,
    optional_body,
    repeats_as,
    visit_answer,
)
from forum.visits.calendar import visit_file
from forum.visits.queries import VisitView
from forum.visits.rules.times import read_moment
from forum.web.openapi import problem_responses
from forum.web.provided import Db, Locale, Services, Viewer, Work
from forum.web.request import MostyRequest


@get("/visits", opt={"public": True}, responses=problem_responses())
async def visits(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    services: Services,
    from_: Annotated[str | None, QueryParameter(name="from")] = None,
    to: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    limit: FromQuery[str | None] = None,
) -> VisitList:
    """Visits by their start: those that end after `from` (now, unless said) and begin before `to`; days or moments."""
    now = services.clock.now()
    start = read_moment(from_, field="from") if from_ else now
    end = read_moment(to, field="to", to=True) if to else None
    most, seen = read_limit(limit), read_cursor(after, (int, int))
    key = None if seen is None else (int(seen[0]), int(seen[1]))
    found = cut(
        await queries.between(db, viewer, now, start=start, end=end, after=key, limit=most + 1), most, lambda v: v.key
    )
    seats = await queries.seats_of(db, viewer, [visit.row for visit in found.items])
    return VisitList(
        items=[visit_answer(request, visit, seats.get(visit.row)) for visit in found.items], next=found.next
    )


@post("/visits", guards=[officials], responses=repeats_as(VisitAnswer))
async def schedule(
    request: MostyRequest, viewer: Viewer, work: Work, data: JSONBody[NewVisit]
) -> Response[VisitAnswer]:
    """Plan a visit as a draft; officials only."""
    done = await actions.schedule_visit(work, viewer, data.plan(), client_id=data.id, programme=items(data.agenda))
    return Response(await _whole(request, work.db, done.visit), status_code=201 if done.created else 200)


@get("/visits/{id:str}", opt={"public": True}, responses=problem_responses())
async def visit(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    services: Services,
    id: FromPath[str],  # noqa: A002
) -> VisitAnswer:
    """A visit with its programme."""
    return await _whole(request, db, await queries.visit_for(db, id, viewer, services.clock.now()))


@patch("/visits/{id:str}", guards=[may_write], responses=problem_responses())
async def change(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: FromPath[str],  # noqa: A002
    data: JSONBody[VisitChange],
) -> VisitAnswer:
    """Change a visit; its host and moderators only. A stale `version` is 409 with the present visit."""
    programme = None if isinstance(data.agenda, msgspec.UnsetType) else items(data.agenda)
    try:
        changed = await actions.change_visit(
            work, id, viewer, version=data.version, changes=data.changes(), programme=programme
        )
    except Refused as refused:
        if refused.code == "edit_conflict":
            now = await _whole(request, work.db, await queries.visit_for(work.db, id, viewer, work.now))
            raise Refused("edit_conflict", current=msgspec.to_builtins(now)) from None
        raise
    return await _whole(request, work.db, changed)


@put("/visits/{id:str}/publication", guards=[may_write], responses=problem_responses())
async def publish(request: MostyRequest, viewer: Viewer, work: Work, id: FromPath[str]) -> VisitAnswer:  # noqa: A002
    """Show a draft to everybody; doing it again changes nothing."""
    return await _whole(request, work.db, await actions.publish_visit(work, id, viewer))


@put("/visits/{id:str}/cancellation", guards=[may_write], responses=problem_responses())
async def cancel(request: MostyRequest, viewer: Viewer, work: Work, id: FromPath[str]) -> VisitAnswer:  # noqa: A002
    """Call a visit off, with a `reason` if there is one; doing it again changes nothing."""
    reason = (await optional_body(request, Reason)).reason
    return await _whole(request, work.db, await actions.cancel_visit(work, id, viewer, reason=reason))


@get(
    "/visits/{id:str}/calendar.ics",
    opt={"public": True},
    media_type="text/calendar",
    responses=problem_responses(),
)
async def calendar(
    viewer: Viewer,
    db: Db,
    services: Services,
    locale: Locale,
    id: FromPath[str],  # noqa: A002
) -> Response[bytes]:
    """A visit as an iCalendar file; a cancelled one removes it from calendars."""
    found = await queries.visit_for(db, id, viewer, services.clock.now())
    seat = await queries.my_seat(db, viewer, found.row)
    content, headers = visit_file(found, locale, services.settings, viewer, seat)
    return Response(content, headers=headers, media_type=headers["Content-Type"])


async def _whole(request: MostyRequest, db: Db, found: VisitView) -> VisitAnswer:
    seat = await queries.my_seat(db, request.viewer, found.row)
    return visit_answer(request, found, seat, await queries.programme(db, found))
