"""Boards over the API."""

from typing import Any

from litestar import Response, get, post
from litestar.params import JSONBody

from forum.accounts.guards import administrators
from forum.discussion import queries
from forum.discussion.actions import boards as actions
from forum.discussion.api.shapes import (
    BoardAnswer,
    BoardList,
    NewBoard,
    board_answer,
    created_or_repeated,
    repeats_as,
)
from forum.foundation.errors import N_
from forum.foundation.paging import read_limit
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InQuery, Viewer, Work
from forum.web.request import MostyRequest


@get("/boards", summary=N_("Lists the boards in their order."), opt={"public": True}, responses=problem_responses())
async def boards(request: MostyRequest, db: Db, after: InQuery = None, limit: InQuery = None) -> BoardList:
    """Boards in their order."""
    found = await queries.board_page(db, after=after, limit=read_limit(limit))
    return BoardList(items=[board_answer(request, board) for board in found.items], next=found.next)


@post(
    "/boards",
    summary=N_("Creates a board; for administrators only."),
    guards=[administrators],
    responses=repeats_as(BoardAnswer),
)
async def create_board(
    request: MostyRequest, viewer: Viewer, work: Work, data: JSONBody[NewBoard]
) -> Response[BoardAnswer]:
    """A new board; administrators only."""
    names = {"uk": data.name.uk, "en": data.name.en, "pl": data.name.pl}
    abouts: dict[str, Any] = {} if data.about is None else {c: getattr(data.about, c) for c in ("uk", "en", "pl")}
    first = await actions.create_board(work, viewer.row, slug=data.slug, names=names, abouts=abouts)
    return created_or_repeated(board_answer(request, await queries.board(work.db, data.slug)), first=first)
