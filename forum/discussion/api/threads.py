"""Threads over the API."""

from typing import Any

from litestar import Response, get, post
from litestar.params import JSONBody

from forum.accounts.guards import may_write
from forum.discussion import queries, rules
from forum.discussion.actions.submitting import submit_thread
from forum.discussion.api.shapes import (
    HeldAnswer,
    NewThread,
    ThreadAnswer,
    ThreadList,
    created_or_repeated,
    held_back,
    repeats_as,
    thread_answer,
)
from forum.discussion.limits import POSTING
from forum.discussion.queries.held import own_text
from forum.foundation.errors import N_
from forum.foundation.paging import read_limit
from forum.web.openapi import answers_as, problem_responses
from forum.web.provided import Db, InPath, InQuery, Services, Viewer, Work
from forum.web.request import MostyRequest


@get(
    "/boards/{slug:str}/threads",
    summary=N_("Lists the threads of a board, pinned ones first."),
    opt={"public": True},
    responses=problem_responses(),
)
async def threads(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    slug: InPath,
    after: InQuery = None,
    limit: InQuery = None,
) -> ThreadList:
    """A board's threads: pinned ones first, then those with the newest posts."""
    await queries.board(db, slug)
    found = await queries.thread_page(db, viewer, slug, after=after, limit=read_limit(limit))
    return ThreadList(items=[thread_answer(request, line) for line in found.items], next=found.next)


@post(
    "/boards/{slug:str}/threads",
    summary=N_("Opens a thread with its first post."),
    guards=[may_write],
    responses=repeats_as(ThreadAnswer, 429) | answers_as(HeldAnswer, 202),
)
async def open_thread(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    services: Services,
    slug: InPath,
    data: JSONBody[NewThread],
) -> Response[Any]:
    """A new thread with its first post; 202 while it waits for a moderator, and when that refused it."""
    draft = rules.draft(id=data.id, title=data.title, body=data.body, lang=data.lang, tags=data.tags, files=data.files)
    sent = await submit_thread(work, viewer, services.settings, slug, draft)
    if sent.first:
        services.limits.take(POSTING, viewer.public_id)
    if sent.held:
        return held_back(request, await own_text(work.db, viewer, sent.id))
    return created_or_repeated(thread_answer(request, await queries.own_thread(work.db, sent.id)), first=sent.first)


@get("/threads/{id:str}", summary=N_("Describes a thread."), opt={"public": True}, responses=problem_responses())
async def thread(request: MostyRequest, viewer: Viewer, db: Db, id: InPath) -> ThreadAnswer:
    """One thread."""
    return thread_answer(request, await queries.thread(db, viewer, id))
