"""Visits over the API."""

from typing import Annotated

import msgspec
from litestar import Response, get, patch, post, put
from litestar.params import JSONBody, QueryParameter

from forum.accounts.guards import may_write, officials
from forum.foundation.errors import N_
from forum.foundation.paging import cut, read_cursor, read_limit
from forum.foundation.walltime import read_moment
from forum.visits import actions, queries
from forum.visits.api.shapes.answers import VisitAnswer, VisitList, repeats_as, visit_answer
from forum.visits.api.shapes.asked import GivingAReason, NewVisit, Reason, VisitChange, items, optional_body
from forum.visits.calendar import visit_file
from forum.visits.queries import VisitView
from forum.web.conflicts import with_current
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, InQuery, Locale, Services, Viewer, Work
from forum.web.request import MostyRequest


@get("/visits", summary=N_("Lists visits by their start."), opt={"public": True}, responses=problem_responses())
async def visits(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    services: Services,
    from_: Annotated[str | None, QueryParameter(name="from")] = None,
    to: InQuery = None,
    after: InQuery = None,
    limit: InQuery = None,
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


@post(
    "/visits",
    summary=N_("Plans a visit as a draft; for officials only."),
    guards=[officials],
    responses=repeats_as(VisitAnswer),
)
async def schedule(
    request: MostyRequest, viewer: Viewer, work: Work, data: JSONBody[NewVisit]
) -> Response[VisitAnswer]:
    """Plan a visit as a draft; officials only."""
    done = await actions.schedule_visit(work, viewer, data.plan(), client_id=data.id, programme=items(data.agenda))
    return Response(await _whole(request, work.db, done.visit), status_code=201 if done.created else 200)


@get(
    "/visits/{id:str}",
    summary=N_("Describes a visit and its programme."),
    opt={"public": True},
    responses=problem_responses(),
)
async def visit(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    services: Services,
    id: InPath,
) -> VisitAnswer:
    """A visit with its programme."""
    return await _whole(request, db, await queries.visit_for(db, id, viewer, services.clock.now()))


@patch(
    "/visits/{id:str}",
    summary=N_("Changes a visit; for its host and moderators only."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def change(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    data: JSONBody[VisitChange],
) -> VisitAnswer:
    """Change a visit; its host and moderators only. A stale `version` (or If-Match) is 409 with the present visit."""
    version = data.version_seen(request.headers.get("if-match"))
    programme = None if isinstance(data.agenda, msgspec.UnsetType) else items(data.agenda)

    async def present() -> VisitAnswer:
        return await _whole(request, work.db, await queries.visit_for(work.db, id, viewer, work.now))

    async with with_current(present):
        changed = await actions.change_visit(
            work, id, viewer, version=version, changes=data.changes(), programme=programme
        )
    return await _whole(request, work.db, changed)


@put(
    "/visits/{id:str}/publication",
    summary=N_("Publishes the draft of a visit."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def publish(request: MostyRequest, viewer: Viewer, work: Work, id: InPath) -> VisitAnswer:
    """Show a draft to everybody; doing it again changes nothing."""
    return await _whole(request, work.db, await actions.publish_visit(work, id, viewer))


@put(
    "/visits/{id:str}/cancellation",
    summary=N_("Cancels a visit."),
    guards=[may_write],
    operation_class=GivingAReason,
    responses=problem_responses(409, 415, 422),
)
async def cancel(request: MostyRequest, viewer: Viewer, work: Work, id: InPath) -> VisitAnswer:
    """Call a visit off, with a `reason` if there is one; doing it again changes nothing."""
    reason = (await optional_body(request, Reason)).reason
    return await _whole(request, work.db, await actions.cancel_visit(work, id, viewer, reason=reason or ""))


@get(
    "/visits/{id:str}/calendar.ics",
    summary=N_("Gives a visit as a calendar file."),
    opt={"public": True},
    media_type="text/calendar",
    responses=problem_responses(),
)
async def calendar(
    viewer: Viewer,
    db: Db,
    services: Services,
    locale: Locale,
    id: InPath,
) -> Response[bytes]:
    """A visit as an iCalendar file; a cancelled one removes it from calendars."""
    found = await queries.visit_for(db, id, viewer, services.clock.now())
    seat = await queries.my_seat(db, viewer, found.row)
    told = await queries.my_invitation(db, viewer, found.row)
    content, headers = visit_file(found, locale, services.database.site, viewer, seat, told)
    return Response(content, headers=headers, media_type=headers["Content-Type"])


async def _whole(request: MostyRequest, db: Db, found: VisitView) -> VisitAnswer:
    seat = await queries.my_seat(db, request.viewer, found.row)
    programme, asked = await queries.programme(db, found), await queries.questions_of(db, found.row)
    return visit_answer(request, found, seat, programme, asked)
