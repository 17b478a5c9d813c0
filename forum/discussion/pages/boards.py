"""Pages of boards."""

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from forum.discussion import queries
from forum.foundation.paging import DEFAULT_LIMIT
from forum.web.provided import Db, Viewer
from forum.web.rendering import page
from forum.web.request import MostyRequest


@get("/boards", opt={"public": True})
async def boards(request: MostyRequest, db: Db) -> Response[bytes]:
    return page(request, "discussion/boards.html", boards=await queries.boards_overview(db))


@get("/boards/{slug:str}", opt={"public": True})
async def board(
    request: MostyRequest, viewer: Viewer, db: Db, slug: FromPath[str], after: FromQuery[str | None] = None
) -> Response[bytes]:
    shown = await queries.board(db, slug)
    threads = await queries.thread_page(db, viewer, slug, after=after, limit=DEFAULT_LIMIT)
    return page(request, "discussion/board.html", board=shown, threads=threads, after=after)
