"""Following and reading over the API."""

from typing import Annotated

import msgspec
from litestar import get, put
from litestar.params import JSONBody

from forum.accounts.guards import signed_in
from forum.discussion import queries
from forum.discussion.actions import reading
from forum.discussion.api.shapes import ThreadAnswer, thread_answer
from forum.following import queries as following
from forum.following.rules import known_level
from forum.foundation.errors import N_
from forum.foundation.paging import read_limit
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, InQuery, Viewer, Work
from forum.web.request import MostyRequest


class Choice(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """How much to hear of a place: `watch`, `track`, `normal` or `mute`."""

    level: str


class ReadUpTo(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """The number of the last post that was seen."""

    number: Annotated[int, msgspec.Meta(ge=1, lt=2**31)]


class NewsAnswer(msgspec.Struct, kw_only=True):
    """A thread and how many posts of it are new; `first` is where they begin."""

    thread: ThreadAnswer
    new: int
    first: str


class NewsList(msgspec.Struct, kw_only=True):
    items: list[NewsAnswer]
    next: str | None


@get(
    "/new-posts",
    summary=N_("Lists the threads with posts that you have not read yet."),
    guards=[signed_in],
    responses=problem_responses(),
)
async def new_posts(
    request: MostyRequest, viewer: Viewer, db: Db, after: InQuery = None, limit: InQuery = None
) -> NewsList:
    """Threads with posts that were written since one's last visit and are not read yet, the latest first."""
    now = request.services.clock.now()
    since = await following.visit_since(db, viewer.row, now)
    found = await queries.news(db, viewer, since=since, now=now, after=after, limit=read_limit(limit))
    unread = await queries.unread_threads(db, viewer, found.items, now)
    base = f"{request.services.settings.base_url}/{request.locale}"
    items = [
        NewsAnswer(thread=thread_answer(request, line), new=unread[line.row].count, first=base + unread[line.row].path)
        for line in found.items
    ]
    return NewsList(items=items, next=found.next)


@put(
    "/boards/{slug:str}/following",
    summary=N_("Sets how much you hear of a board."),
    guards=[signed_in],
    status_code=204,
    responses=problem_responses(422),
)
async def follow_board(viewer: Viewer, work: Work, slug: InPath, data: JSONBody[Choice]) -> None:
    """Choose how much to hear of a board."""
    await reading.follow_board(work, viewer, slug, known_level(data.level))


@put(
    "/threads/{id:str}/following",
    summary=N_("Sets how much you hear of a thread."),
    guards=[signed_in],
    status_code=204,
    responses=problem_responses(422),
)
async def follow_thread(viewer: Viewer, work: Work, id: InPath, data: JSONBody[Choice]) -> None:
    """Choose how much to hear of a thread."""
    await reading.follow_thread(work, viewer, id, known_level(data.level))


@put(
    "/tags/{slug:str}/following",
    summary=N_("Sets how much you hear of a tag."),
    guards=[signed_in],
    status_code=204,
    responses=problem_responses(422),
)
async def follow_tag(viewer: Viewer, work: Work, slug: InPath, data: JSONBody[Choice]) -> None:
    """Choose how much to hear of a tag."""
    await reading.follow_tag(work, viewer, slug, known_level(data.level))


@put(
    "/people/{id:str}/following",
    summary=N_("Mutes a person for you, or ends that."),
    guards=[signed_in],
    status_code=204,
    responses=problem_responses(422),
)
async def mute_person(viewer: Viewer, work: Work, id: InPath, data: JSONBody[Choice]) -> None:
    """Hear nothing more of somebody (`mute`), or hear of them again (`normal`)."""
    await reading.mute_person(work, viewer, id, known_level(data.level))


@put(
    "/boards/{slug:str}/reading",
    summary=N_("Marks everything on a board as read."),
    guards=[signed_in],
    status_code=204,
    responses=problem_responses(),
)
async def read_board(viewer: Viewer, work: Work, slug: InPath) -> None:
    """Nothing that stands on the board now is new any more."""
    await reading.read_board(work, viewer, slug)


@put(
    "/threads/{id:str}/reading",
    summary=N_("Records how far you have read a thread."),
    guards=[signed_in],
    status_code=204,
    responses=problem_responses(),
)
async def read_thread(viewer: Viewer, work: Work, id: InPath, data: JSONBody[ReadUpTo]) -> None:
    """Say how far one has read a thread; it never moves back."""
    await reading.read_thread(work, viewer, id, data.number)
