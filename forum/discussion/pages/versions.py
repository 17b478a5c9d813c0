"""Pages of what posts said before."""

from litestar import Response, get

from forum.discussion import queries
from forum.foundation.paging import read_number
from forum.web.provided import Db, InPath, InQuery, Viewer
from forum.web.rendering import page
from forum.web.request import MostyRequest

VERSIONS_A_PAGE = 10


@get("/posts/{id:str}/history", opt={"public": True})
async def history(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    id: InPath,
    after: InQuery = None,
) -> Response[bytes]:
    shown = await queries.post(db, viewer, id)
    thread = await queries.thread(db, viewer, shown.thread_id)
    versions = await queries.version_page(db, shown, after=read_number(after), limit=VERSIONS_A_PAGE)
    return page(request, "discussion/history.html", thread=thread, post=shown, versions=versions, after=after)


@get("/posts/{id:str}/history/{version:str}", opt={"public": True})
async def changes(request: MostyRequest, viewer: Viewer, db: Db, id: InPath, version: InPath) -> Response[bytes]:
    shown = await queries.post(db, viewer, id)
    thread = await queries.thread(db, viewer, shown.thread_id)
    found = await queries.comparison(db, shown, read_number(version))
    return page(request, "discussion/changes.html", thread=thread, post=shown, found=found)
