"""Threads over the API."""

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from forum.accounts.guards import may_write
from forum.discussion import queries, rules
from forum.discussion.actions import threads as actions
from forum.discussion.api.shapes import (
    NewThread,
    ThreadAnswer,
    ThreadList,
    created_or_repeated,
    repeats_as,
    thread_answer,
)
from forum.discussion.limits import POSTING
from forum.foundation.paging import read_limit
from forum.web.openapi import problem_responses
from forum.web.provided import Db, Services, Viewer, Work
from forum.web.request import MostyRequest


@get("/boards/{slug:str}/threads", opt={"public": True}, responses=problem_responses())
async def threads(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    slug: FromPath[str],
    after: FromQuery[str | None] = None,
    limit: FromQuery[str | None] = None,
) -> ThreadList:
    """A board's threads: pinned ones first, then those with the newest posts."""
    await queries.board(db, slug)
    found = await queries.thread_page(db, viewer, slug, after=after, limit=read_limit(limit))
    return ThreadList(items=[thread_answer(request, line) for line in found.items], next=found.next)


@post("/boards/{slug:str}/threads", guards=[may_write], responses=repeats_as(ThreadAnswer))
async def open_thread(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    services: Services,
    slug: FromPath[str],
    data: JSONBody[NewThread],
) -> Response[ThreadAnswer]:
    """A new thread with its first post."""
    draft = rules.draft(id=data.id, title=data.title, body=data.body, lang=data.lang)
    opened, first = await actions.open_thread(work, viewer, slug, draft)
    if first:
        services.limits.take(POSTING, viewer.public_id)
    return created_or_repeated(thread_answer(request, await queries.own_thread(work.db, opened)), first=first)


@get("/threads/{id:str}", opt={"public": True}, responses=problem_responses())
async def thread(request: MostyRequest, viewer: Viewer, db: Db, id: FromPath[str]) -> ThreadAnswer:  # noqa: A002
    """One thread."""
    return thread_answer(request, await queries.thread(db, viewer, id))
