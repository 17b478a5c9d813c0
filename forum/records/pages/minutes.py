"""Reading minutes: as they stand, what changed, the stamped text."""

from typing import Any

from litestar import Response, get

from forum.foundation.paging import read_number
from forum.records.queries import minutes as queries
from forum.records.queries.carried import carried_for
from forum.records.queries.comparison import compared_editions
from forum.records.queries.minutes import Desk
from forum.records.queries.owners import possible_owners
from forum.records.stamped import text_answer
from forum.visits.addresses import visit_id
from forum.visits.queries import visit_for
from forum.web.forms import Form
from forum.web.provided import Db, InPath, InQuery, Locale, Services, Viewer
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/visits/{key:str}/minutes", opt={"public": True})
async def minutes(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath
) -> Response[Any]:
    found = await desk_for(db, viewer, services, key)
    if f"/visits/{key}" != found.visit.path:
        return redirect(request, f"/{locale}{found.visit.path}/minutes")
    return await minutes_page(request, viewer, db, found)


@get("/visits/{key:str}/minutes/changes", opt={"public": True})
async def changes(
    request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath, since: InQuery = None
) -> Response[bytes]:
    found = await desk_for(db, viewer, services, key, drafts=True)
    compared = await compared_editions(db, found.minutes, found.visit.row, since=read_number(since, default=-1))
    return page(request, "records/changes.html", desk=found, visit=found.visit, compared=compared)


@get("/visits/{key:str}/minutes.txt", opt={"public": True})
async def text(viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    return text_answer(await desk_for(db, viewer, services, key))


async def desk_for(db: Db, viewer: Viewer, services: Services, key: str, *, drafts: bool = False) -> Desk:
    """Raises:
    Refused: `not_found`.
    """
    visit = await visit_for(db, visit_id(key), viewer, services.clock.now())
    return await queries.readable(db, visit, viewer, drafts=drafts)


async def minutes_page(
    request: MostyRequest, viewer: Viewer, db: Db, found: Desk, *, form: Form | None = None
) -> Response[bytes]:
    """The minutes, also with a refusal of what was tried on them."""
    writing = found.may_write and not found.minutes.is_frozen
    return page(
        request, "records/minutes.html", form=form, standing_for=f"/{request.locale}{found.visit.path}/minutes",
        desk=found, visit=found.visit, writing=writing, carried=await carried_for(db, found, viewer),
        people=await possible_owners(db, found.visit) if writing else [],
    )  # fmt: skip
