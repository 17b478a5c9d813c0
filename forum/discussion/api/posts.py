"""Posts over the API."""

from typing import Any

from litestar import Response, delete, get, patch, post, put
from litestar.params import JSONBody

from forum.accounts.guards import may_write, moderators
from forum.discussion import queries, rules
from forum.discussion.actions import hidings, newcomers
from forum.discussion.actions import posts as actions
from forum.discussion.actions.submitting import submit_reply
from forum.discussion.api.shapes import (
    HeldAnswer,
    NewPost,
    PostAnswer,
    PostChange,
    PostList,
    Reason,
    created_or_repeated,
    held_back,
    post_answer,
    repeats_as,
)
from forum.discussion.limits import POSTING
from forum.discussion.queries.held import own_text
from forum.foundation.errors import N_
from forum.foundation.paging import read_limit, read_number
from forum.web.conflicts import with_current
from forum.web.openapi import answers_as, problem_responses
from forum.web.provided import Db, InPath, InQuery, Services, Viewer, Work
from forum.web.request import MostyRequest


@get(
    "/threads/{id:str}/posts",
    summary=N_("Lists the posts of a thread by their numbers."),
    opt={"public": True},
    responses=problem_responses(),
)
async def posts(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    id: InPath,
    after: InQuery = None,
    limit: InQuery = None,
) -> PostList:
    """A thread's posts by number; `after` is the number of the last one seen."""
    thread = await queries.thread(db, viewer, id)
    found = await queries.post_page(db, viewer, thread.row, after=read_number(after), limit=read_limit(limit))
    return PostList(items=[post_answer(request, line) for line in found.items], next=found.next)


@post(
    "/threads/{id:str}/posts",
    summary=N_("Adds a post to a thread."),
    guards=[may_write],
    responses=repeats_as(PostAnswer, 429) | answers_as(HeldAnswer, 202),
)
async def reply(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    services: Services,
    id: InPath,
    data: JSONBody[NewPost],
) -> Response[Any]:
    """The next post of a thread; 202 while it waits for a moderator, and when that refused it."""
    draft = rules.draft(id=data.id, body=data.body, lang=data.lang, files=data.files)
    sent = await submit_reply(work, viewer, services.settings, id, draft, reply_to=data.reply_to)
    if sent.first:
        services.limits.take(POSTING, viewer.public_id)
    if sent.held:
        return held_back(request, await own_text(work.db, viewer, sent.id))
    return created_or_repeated(post_answer(request, await queries.own_post(work.db, sent.id)), first=sent.first)


@patch(
    "/posts/{id:str}",
    summary=N_("Changes the text of a post of your own; earlier versions are kept."),
    guards=[may_write],
    responses=problem_responses(409),
)
async def edit_post(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    services: Services,
    id: InPath,
    data: JSONBody[PostChange],
) -> PostAnswer:
    """A new text for one's own post; what it replaces is kept. A stale `version` is 409 with the present post."""

    async def present() -> PostAnswer:
        return post_answer(request, await queries.post(work.db, viewer, id))

    async with with_current(present):
        await actions.edit_post(work, viewer, id, body=data.body, version=data.version, files=data.files)
        await newcomers.check_post(work, viewer, services.settings, id)
    return await present()


@delete(
    "/posts/{id:str}",
    summary=N_("Withdraws a post of your own for good."),
    guards=[may_write],
    responses=problem_responses(),
)
async def withdraw_post(viewer: Viewer, work: Work, id: InPath) -> None:
    """Take one's own post back for good."""
    await actions.withdraw_post(work, viewer, id)


@put(
    "/posts/{id:str}/hiding",
    summary=N_("Hides a post from readers; for moderators only."),
    guards=[moderators],
    responses=problem_responses(),
)
async def hide_post(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    data: JSONBody[Reason],
) -> PostAnswer:
    """Keep a post from readers; moderators only."""
    await hidings.hide_post(work, viewer, id, reason=data.reason)
    return post_answer(request, await queries.post(work.db, viewer, id))


@delete(
    "/posts/{id:str}/hiding",
    summary=N_("Shows a hidden post again; for moderators only."),
    guards=[moderators],
    responses=problem_responses(),
)
async def restore_post(viewer: Viewer, work: Work, id: InPath) -> None:
    """Let everybody read a post again; moderators only."""
    await hidings.restore_post(work, viewer, id)
