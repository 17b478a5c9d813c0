"""What moderators set for a thread, over the API."""

from zoneinfo import ZoneInfo

import msgspec
from litestar import delete, put
from litestar.params import JSONBody

from forum.accounts.guards import moderators
from forum.discussion import queries
from forum.discussion.actions import moderation as actions
from forum.discussion.api.shapes import ThreadAnswer, thread_answer
from forum.discussion.rules.moderation import closing_time
from forum.foundation.errors import N_
from forum.web.openapi import problem_responses
from forum.web.provided import InPath, Viewer, Work
from forum.web.request import MostyRequest


class Place(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`board` is a slug."""

    board: str


class ClosingTime(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`at` is ISO 8601; without an offset it is UTC."""

    at: str


class Pace(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The minutes between two posts of one person: 0, 1, 5, 15 or 60."""

    minutes: int


@put(
    "/threads/{id:str}/board",
    summary=N_("Moves a thread to another board; for moderators only."),
    guards=[moderators],
    responses=problem_responses(),
)
async def move(request: MostyRequest, viewer: Viewer, work: Work, id: InPath, data: JSONBody[Place]) -> ThreadAnswer:
    """Put a thread on another board; moderators only."""
    await actions.move_thread(work, viewer, id, data.board)
    return thread_answer(request, await queries.thread(work.db, viewer, id))


@put(
    "/threads/{id:str}/closing",
    summary=N_("Sets when a thread closes; for moderators only."),
    guards=[moderators],
    responses=problem_responses(),
)
async def plan_closing(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    data: JSONBody[ClosingTime],
) -> ThreadAnswer:
    """Let a thread close at a time; moderators only."""
    await actions.plan_closing(work, viewer, id, closing_time(data.at, ZoneInfo("UTC"), work.now))
    return thread_answer(request, await queries.thread(work.db, viewer, id))


@delete(
    "/threads/{id:str}/closing",
    summary=N_("Cancels the closing of a thread; for moderators only."),
    guards=[moderators],
    responses=problem_responses(),
)
async def cancel_closing(viewer: Viewer, work: Work, id: InPath) -> None:
    """Let it stay open; moderators only."""
    await actions.cancel_closing(work, viewer, id)


@put(
    "/threads/{id:str}/slow-mode",
    summary=N_("Sets the slow mode of a thread; for moderators only."),
    guards=[moderators],
    responses=problem_responses(),
)
async def slow_down(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    data: JSONBody[Pace],
) -> ThreadAnswer:
    """Let each person write once in so many minutes; moderators only."""
    await actions.slow_down(work, viewer, id, data.minutes)
    return thread_answer(request, await queries.thread(work.db, viewer, id))
