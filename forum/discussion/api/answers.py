"""Marking answers over the API."""

from litestar import delete, put

from forum.accounts.guards import may_write
from forum.discussion import queries
from forum.discussion.actions import answers as actions
from forum.discussion.api.shapes import PostAnswer, post_answer
from forum.foundation.errors import N_
from forum.web.openapi import problem_responses
from forum.web.provided import InPath, Viewer, Work
from forum.web.request import MostyRequest


@put(
    "/posts/{id:str}/answer",
    summary=N_("Marks a reply as the answer to its thread."),
    guards=[may_write],
    responses=problem_responses(422),
)
async def mark(request: MostyRequest, viewer: Viewer, work: Work, id: InPath) -> PostAnswer:
    """Say that this reply, and no other, answers its thread; for who opened that and for moderators."""
    await actions.mark_answer(work, viewer, id)
    return post_answer(request, await queries.post(work.db, viewer, id))


@delete(
    "/posts/{id:str}/answer",
    summary=N_("Removes the mark of the answer from a reply."),
    guards=[may_write],
    responses=problem_responses(),
)
async def unmark(viewer: Viewer, work: Work, id: InPath) -> None:
    """It answers its thread no more."""
    await actions.unmark_answer(work, viewer, id)
