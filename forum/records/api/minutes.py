"""Minutes over the API."""

from litestar import Response, delete, get, patch, post, put
from litestar.params import JSONBody

from forum.accounts.guards import may_write, moderators
from forum.foundation.errors import N_
from forum.foundation.paging import read_number
from forum.records.actions import approval, completion, entries, hiding
from forum.records.api.shapes import (
    ApprovedEdition,
    CarriedList,
    EntryAnswer,
    EntryChange,
    MinutesAnswer,
    NewEntry,
    carried_list,
    entry_answer,
    minutes_answer,
)
from forum.records.queries import minutes as queries
from forum.records.queries.carried import carried_for
from forum.records.queries.minutes import Desk
from forum.records.stamped import text_answer
from forum.visits.queries import visit_for
from forum.web.conflicts import with_current
from forum.web.openapi import answers_as, problem_responses
from forum.web.provided import Db, InPath, InQuery, Services, Viewer, Work
from forum.web.request import MostyRequest


@get(
    "/visits/{id:str}/minutes",
    summary=N_("Gives the minutes of a visit."),
    opt={"public": True},
    responses=problem_responses(),
)
async def minutes(request: MostyRequest, viewer: Viewer, db: Db, services: Services, id: InPath) -> MinutesAnswer:
    """The minutes of a visit; until both parties have approved them, for those who took part."""
    return minutes_answer(request, await _desk(db, viewer, services, id))


@get(
    "/visits/{id:str}/minutes.txt",
    summary=N_("Gives the approved minutes of a visit as the text that was stamped."),
    opt={"public": True},
    media_type="text/plain",
    responses=problem_responses(),
)
async def text(viewer: Viewer, db: Db, services: Services, id: InPath) -> Response[bytes]:
    """The text whose SHA-256 is the stamp; there is none before both parties have approved."""
    return text_answer(await _desk(db, viewer, services, id))


@post(
    "/visits/{id:str}/minutes/entries",
    summary=N_("Adds a decision, an action or a note to the minutes of a visit."),
    guards=[may_write],
    responses={**answers_as(EntryAnswer, 200), **problem_responses(409)},
)
async def add(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    data: JSONBody[NewEntry],
) -> Response[EntryAnswer]:
    """Write something down; the host and moderators only."""
    entry, created = await entries.add_entry(work, id, viewer, data.draft(), client_id=data.id)
    return Response(entry_answer(request, entry), status_code=201 if created else 200)


@patch(
    "/visits/{id:str}/minutes/entries/{entry:str}",
    summary=N_("Changes an entry of the minutes of a visit."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def change(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    entry: InPath,
    data: JSONBody[EntryChange],
) -> EntryAnswer:
    """Change an entry; the host and moderators only. A stale `version` is 409 with the present entry."""

    async def present() -> EntryAnswer:
        visit = await visit_for(work.db, id, viewer, work.now)
        return entry_answer(request, await queries.entry_of(work.db, visit.row, entry))

    async with with_current(present):
        changed = await entries.change_entry(work, id, entry, viewer, version=data.version, changes=data.changes())
    return entry_answer(request, changed)


@delete(
    "/visits/{id:str}/minutes/entries/{entry:str}",
    summary=N_("Removes an entry from the minutes of a visit."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def remove(viewer: Viewer, work: Work, id: InPath, entry: InPath, version: InQuery = None) -> None:
    """Take an entry out; `version` is the one that was read."""
    await entries.remove_entry(work, id, entry, viewer, version=read_number(version))


@put(
    "/visits/{id:str}/minutes/approval",
    summary=N_("Approves an edition of the minutes for your side."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def approve(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    data: JSONBody[ApprovedEdition],
) -> MinutesAnswer:
    """Approve what was read; once both parties have, nobody changes it any more."""
    return minutes_answer(request, await approval.approve(work, id, viewer, edition=data.edition))


@put(
    "/visits/{id:str}/minutes/hiding",
    summary=N_("Hides approved minutes from everybody; for moderators only."),
    guards=[moderators],
    responses=problem_responses(409),
)
async def hide(request: MostyRequest, viewer: Viewer, work: Work, id: InPath) -> MinutesAnswer:
    """Take approved minutes away, wherever they stand; doing it again changes nothing."""
    return minutes_answer(request, await hiding.hide_minutes(work, id, viewer))


@delete(
    "/visits/{id:str}/minutes/hiding",
    summary=N_("Shows hidden minutes again; for moderators only."),
    guards=[moderators],
    responses=problem_responses(409),
)
async def show(viewer: Viewer, work: Work, id: InPath) -> None:
    """Give hidden minutes back to everybody."""
    await hiding.hide_minutes(work, id, viewer, hidden=False)


@put(
    "/visits/{id:str}/minutes/entries/{entry:str}/completion",
    summary=N_("Marks an action as done."),
    guards=[may_write],
    responses=problem_responses(422),
)
async def complete(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    entry: InPath,
) -> EntryAnswer:
    """Say that an action is done: its owner, an official of the municipality that is, or the host."""
    return entry_answer(request, await completion.complete(work, id, entry, viewer))


@delete(
    "/visits/{id:str}/minutes/entries/{entry:str}/completion",
    summary=N_("Marks an action as open again."),
    guards=[may_write],
    responses=problem_responses(422),
)
async def reopen(viewer: Viewer, work: Work, id: InPath, entry: InPath) -> None:
    """Say that an action is not done after all."""
    await completion.complete(work, id, entry, viewer, done=False)


@get(
    "/visits/{id:str}/open-actions",
    summary=N_("Lists what is still open from earlier visits of the same partners."),
    opt={"public": True},
    responses=problem_responses(),
)
async def open_actions(request: MostyRequest, viewer: Viewer, db: Db, services: Services, id: InPath) -> CarriedList:
    """Open actions of earlier visits of the same two municipalities, the oldest first."""
    visit = await visit_for(db, id, viewer, services.clock.now())
    found = await queries.desk(db, visit, viewer)
    return carried_list(request, await carried_for(db, found, viewer))


async def _desk(db: Db, viewer: Viewer, services: Services, visit_id: str) -> Desk:
    visit = await visit_for(db, visit_id, viewer, services.clock.now())
    return await queries.readable(db, visit, viewer)
