"""Posts over the API."""

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from forum.accounts.guards import may_write, moderators
from forum.discussion import queries, rules
from forum.discussion.actions import hidings
from forum.discussion.actions import posts as actions
from forum.discussion.api.shapes import (
    NewPost,
    PostAnswer,
    PostChange,
    PostList,
    Reason,
    created_or_repeated,
    post_answer,
    repeats_as,
)
from forum.discussion.limits import POSTING
from forum.foundation.errors import Refused
from forum.foundation.paging import read_limit, read_number
from forum.web.openapi import problem_responses
from forum.web.provided import Db, Services, Viewer, Work
from forum.web.request import MostyRequest


@get("/threads/{id:str}/posts", opt={"public": True}, responses=problem_responses())
async def posts(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    id: FromPath[str],  # noqa: A002
    after: FromQuery[str | None] = None,
    limit: FromQuery[str | None] = None,
) -> PostList:
    """A thread's posts by number; `after` is the number of the last one seen."""
    thread = await queries.thread(db, viewer, id)
    found = await queries.post_page(db, viewer, thread.row, after=read_number(after), limit=read_limit(limit))
    return PostList(items=[post_answer(request, line) for line in found.items], next=found.next)


@post("/threads/{id:str}/posts", guards=[may_write], responses=repeats_as(PostAnswer))
async def reply(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    services: Services,
    id: FromPath[str],  # noqa: A002
    data: JSONBody[NewPost],
) -> Response[PostAnswer]:
    """The next post of a thread."""
    draft = rules.draft(id=data.id, body=data.body, lang=data.lang)
    posted, first = await actions.reply(work, viewer, id, draft, reply_to=data.reply_to)
    if first:
        services.limits.take(POSTING, viewer.public_id)
    return created_or_repeated(post_answer(request, await queries.own_post(work.db, posted)), first=first)


@patch("/posts/{id:str}", guards=[may_write], responses=problem_responses())
async def edit_post(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: FromPath[str],  # noqa: A002
    data: JSONBody[PostChange],
) -> PostAnswer:
    """A new text for one's own post; what it replaces is kept. A stale `version` is 409 with the present post."""
    try:
        await actions.edit_post(work, viewer, id, body=data.body, version=data.version)
    except Refused as refused:
        if refused.code == "edit_conflict":
            now = post_answer(request, await queries.post(work.db, viewer, id))
            raise Refused("edit_conflict", current=msgspec.to_builtins(now)) from None
        raise
    return post_answer(request, await queries.post(work.db, viewer, id))


@delete("/posts/{id:str}", guards=[may_write], responses=problem_responses())
async def withdraw_post(viewer: Viewer, work: Work, id: FromPath[str]) -> None:  # noqa: A002
    """Take one's own post back for good."""
    await actions.withdraw_post(work, viewer, id)


@put("/posts/{id:str}/hiding", guards=[moderators], responses=problem_responses())
async def hide_post(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: FromPath[str],  # noqa: A002
    data: JSONBody[Reason],
) -> PostAnswer:
    """Keep a post from readers; moderators only."""
    await hidings.hide_post(work, viewer, id, reason=data.reason)
    return post_answer(request, await queries.post(work.db, viewer, id))


@delete("/posts/{id:str}/hiding", guards=[moderators], responses=problem_responses())
async def restore_post(viewer: Viewer, work: Work, id: FromPath[str]) -> None:  # noqa: A002
    """Let everybody read a post again; moderators only."""
    await hidings.restore_post(work, viewer, id)
