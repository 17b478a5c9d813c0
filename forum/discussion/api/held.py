"""Texts that wait for a moderator, over the API."""

from litestar import delete, get, put
from litestar.params import JSONBody

from forum.accounts.guards import moderators, signed_in
from forum.discussion import queries
from forum.discussion.actions import held as actions
from forum.discussion.api.shapes import (
    HeldAnswer,
    HeldList,
    PostAnswer,
    Reason,
    held_answer,
    post_answer,
)
from forum.discussion.queries import held as texts
from forum.foundation.errors import N_
from forum.foundation.paging import read_limit, read_number
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, InQuery, Viewer, Work
from forum.web.request import MostyRequest


@get(
    "/held",
    summary=N_("Lists the texts that wait for a moderator, the oldest first; for moderators only."),
    guards=[moderators],
    responses=problem_responses(),
)
async def queue(
    request: MostyRequest, viewer: Viewer, db: Db, after: InQuery = None, limit: InQuery = None
) -> HeldList:
    """What waits, the oldest first; moderators only."""
    found = await texts.queue(db, viewer, after=read_number(after), limit=read_limit(limit))
    return HeldList(items=[held_answer(request, line) for line in found.items], next=found.next)


@put(
    "/held/{id:str}/approval",
    summary=N_("Publishes a text that waits; for moderators only."),
    guards=[moderators],
    responses=problem_responses(409),
)
async def approve(request: MostyRequest, viewer: Viewer, work: Work, id: InPath) -> PostAnswer:
    """Let everybody read a text; moderators only."""
    return post_answer(request, await queries.post(work.db, viewer, await actions.approve(work, viewer, id)))


@put(
    "/held/{id:str}/refusal",
    summary=N_("Refuses a text that waits, and tells its author why; for moderators only."),
    guards=[moderators],
    responses=problem_responses(409),
)
async def refuse(request: MostyRequest, viewer: Viewer, work: Work, id: InPath, data: JSONBody[Reason]) -> HeldAnswer:
    """Let nobody but its author read a text; moderators only."""
    await actions.refuse(work, viewer, id, reason=data.reason)
    return held_answer(request, await texts.text(work.db, viewer, id))


@get(
    "/waiting",
    summary=N_("Lists your texts that wait for a moderator or were refused."),
    guards=[signed_in],
    responses=problem_responses(),
)
async def own(request: MostyRequest, viewer: Viewer, db: Db) -> list[HeldAnswer]:
    """One's own texts that wait or were refused, the latest first."""
    return [held_answer(request, line) for line in await texts.own_texts(db, viewer)]


@delete(
    "/waiting/{id:str}",
    summary=N_("Takes back a text of your own that waits for a moderator."),
    guards=[signed_in],
    responses=problem_responses(409),
)
async def take_back(viewer: Viewer, work: Work, id: InPath) -> None:
    """Take one's own text back while it waits."""
    await actions.take_back(work, viewer, id)
