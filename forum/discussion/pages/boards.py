"""Pages of boards."""

from typing import Any

from litestar import Response, get

from forum.days.queries import day_of_board
from forum.discussion import queries
from forum.discussion.queries.held import own_here
from forum.following.rules import Place
from forum.foundation.paging import DEFAULT_LIMIT
from forum.web.provided import Db, InPath, InQuery, Viewer
from forum.web.rendering import page
from forum.web.request import MostyRequest

COMING_DAYS = 3


@get("/boards", opt={"public": True})
async def boards(request: MostyRequest, viewer: Viewer, db: Db) -> Response[bytes]:
    now = request.services.clock.now()
    unread, coming = await queries.unread_boards(db, viewer, now), await queries.coming_days(db, now, COMING_DAYS)
    return page(request, "discussion/boards.html", boards=await queries.boards_overview(db), unread=unread, days=coming)


@get("/boards/{slug:str}", opt={"public": True})
async def board(request: MostyRequest, viewer: Viewer, db: Db, slug: InPath, after: InQuery = None) -> Response[bytes]:
    shown = await queries.board(db, slug)
    threads = await queries.thread_page(db, viewer, slug, after=after, limit=DEFAULT_LIMIT)
    now = request.services.clock.now()
    facts: dict[str, Any] = {
        "unread": await queries.unread_threads(db, viewer, threads.items, now),
        "level": await queries.level_of(db, viewer, Place.BOARD, shown.row),
        "waiting": await own_here(db, viewer, now, board_row=shown.row),
        "day": await day_of_board(db, shown.row, now),
    }
    return page(request, "discussion/board.html", board=shown, threads=threads, after=after, **facts)
