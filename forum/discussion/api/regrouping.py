"""Merging and splitting threads over the API."""

import msgspec
from litestar import Response, post, put
from litestar.params import JSONBody

from forum.accounts.guards import moderators
from forum.discussion import queries
from forum.discussion.actions import regrouping as actions
from forum.discussion.api.shapes import ThreadAnswer, created_or_repeated, repeats_as, thread_answer
from forum.foundation.errors import N_
from forum.web.openapi import problem_responses
from forum.web.provided import InPath, Viewer, Work
from forum.web.request import MostyRequest


class Merger(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`into` is the other thread's id or address."""

    into: str


class NewSplit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`posts` are ids; the first of them in the thread opens the new one. `board` is a slug."""

    id: str
    title: str
    board: str
    posts: list[str]


@put(
    "/threads/{id:str}/merger",
    summary=N_("Merges a thread into another; for moderators only."),
    guards=[moderators],
    responses=problem_responses(),
)
async def merge(request: MostyRequest, viewer: Viewer, work: Work, id: InPath, data: JSONBody[Merger]) -> ThreadAnswer:
    """Put a thread's posts behind those of another; moderators only. The answer is that other thread."""
    goal = await actions.merge_threads(work, viewer, id, data.into)
    return thread_answer(request, await queries.thread(work.db, viewer, goal))


@post(
    "/threads/{id:str}/splits",
    summary=N_("Moves posts of a thread to a new one; for moderators only."),
    guards=[moderators],
    responses=repeats_as(ThreadAnswer),
)
async def split(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    data: JSONBody[NewSplit],
) -> Response[ThreadAnswer]:
    """A new thread of some posts of this one; moderators only."""
    made, first = await actions.split_thread(
        work, viewer, id, id=data.id, title=data.title, board=data.board, chosen=data.posts
    )
    return created_or_repeated(thread_answer(request, await queries.thread(work.db, viewer, made)), first=first)
