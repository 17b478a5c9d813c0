"""Reactions to posts over the API."""

from litestar import delete, put

from forum.accounts.guards import may_write
from forum.discussion import queries
from forum.discussion.actions import reactions as actions
from forum.discussion.api.shapes import PostAnswer, post_answer
from forum.discussion.limits import REACTING
from forum.foundation.errors import N_
from forum.web.openapi import problem_responses
from forum.web.provided import InPath, Services, Viewer, Work
from forum.web.request import MostyRequest


@put(
    "/posts/{id:str}/reactions/{kind:str}",
    summary=N_("Adds a reaction of yours to a post."),
    guards=[may_write],
    responses=problem_responses(429),
)
async def react(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    services: Services,
    id: InPath,
    kind: InPath,
) -> PostAnswer:
    """Say `thanks`, `agree`, `useful`, `support` or `well_done` about somebody's post."""
    services.limits.take(REACTING, viewer.public_id)
    await actions.react(work, viewer, id, kind)
    return post_answer(request, await queries.post(work.db, viewer, id))


@delete(
    "/posts/{id:str}/reactions/{kind:str}",
    summary=N_("Removes a reaction of yours from a post."),
    guards=[may_write],
    status_code=200,
    responses=problem_responses(429),
)
async def take_back(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    services: Services,
    id: InPath,
    kind: InPath,
) -> PostAnswer:
    """No longer say it; the answer is the same when nothing was said."""
    services.limits.take(REACTING, viewer.public_id)
    await actions.take_back(work, viewer, id, kind)
    return post_answer(request, await queries.post(work.db, viewer, id))
