"""The vocabulary of tags, and what carries them, over the API."""

import msgspec
from litestar import Response, get, patch, post, put
from litestar.params import JSONBody

from forum.accounts.guards import may_write, moderators
from forum.discussion import queries
from forum.discussion.actions import tags as actions
from forum.discussion.api.shapes import (
    Texts,
    ThreadAnswer,
    ThreadList,
    created_or_repeated,
    repeats_as,
    thread_answer,
)
from forum.foundation.errors import N_
from forum.foundation.paging import read_limit
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InPath, InQuery, Viewer, Work
from forum.web.request import MostyRequest


class NewTag(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    slug: str
    name: Texts


class TagChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What is left out stays as it is; a `retired` tag is offered no more, and threads that carry it keep it."""

    name: Texts | None = None
    retired: bool | None = None


class ThreadTags(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Slugs, at most five."""

    tags: list[str]


class TagAnswer(msgspec.Struct, kw_only=True):
    """`threads` counts those that everybody can read."""

    slug: str
    url: str
    name: dict[str, str]
    threads: int
    retired: bool


class TagList(msgspec.Struct, kw_only=True):
    items: list[TagAnswer]
    next: str | None


@get("/tags", summary=N_("Lists all tags."), opt={"public": True}, responses=problem_responses())
async def tags(request: MostyRequest, db: Db) -> TagList:
    """The whole vocabulary by slug; it is small, so there is no next page."""
    return TagList(items=[_answer(request, tag) for tag in await queries.all_tags(db)], next=None)


@post("/tags", summary=N_("Creates a tag; for moderators only."), guards=[moderators], responses=repeats_as(TagAnswer))
async def create_tag(request: MostyRequest, viewer: Viewer, work: Work, data: JSONBody[NewTag]) -> Response[TagAnswer]:
    """A new word of the vocabulary; moderators only."""
    first = await actions.create_tag(work, viewer.row, slug=data.slug, names=msgspec.to_builtins(data.name))
    return created_or_repeated(_answer(request, await queries.tag(work.db, data.slug)), first=first)


@patch(
    "/tags/{slug:str}",
    summary=N_("Renames a tag, retires it or offers it again; for moderators only."),
    guards=[moderators],
    responses=problem_responses(),
)
async def change_tag(
    request: MostyRequest, viewer: Viewer, work: Work, slug: InPath, data: JSONBody[TagChange]
) -> TagAnswer:
    """Rename a tag, retire it or offer it again; moderators only."""
    if data.name is not None:
        await actions.rename_tag(work, viewer.row, slug, names=msgspec.to_builtins(data.name))
    if data.retired is not None:
        await (actions.retire_tag if data.retired else actions.offer_tag)(work, viewer.row, slug)
    return _answer(request, await queries.tag(work.db, slug))


@get(
    "/tags/{slug:str}/threads",
    summary=N_("Lists the threads that carry a tag, newest first."),
    opt={"public": True},
    responses=problem_responses(),
)
async def tagged_threads(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    slug: InPath,
    board: InQuery = None,
    after: InQuery = None,
    limit: InQuery = None,
) -> ThreadList:
    """The threads that carry a tag, on one board or all of them: those opened last come first."""
    tag = await queries.tag(db, slug)
    board_row = None if board is None else (await queries.board(db, board)).row
    found = await queries.tagged_threads(db, viewer, tag, board_row=board_row, after=after, limit=read_limit(limit))
    return ThreadList(items=[thread_answer(request, line) for line in found.items], next=found.next)


@put(
    "/threads/{id:str}/tags",
    summary=N_("Sets the tags of a thread."),
    guards=[may_write],
    responses=problem_responses(),
)
async def tag_thread(
    request: MostyRequest,
    viewer: Viewer,
    work: Work,
    id: InPath,
    data: JSONBody[ThreadTags],
) -> ThreadAnswer:
    """What a thread carries from now on; for who opened it and for moderators."""
    await actions.tag_thread(work, viewer, id, data.tags)
    return thread_answer(request, await queries.thread(work.db, viewer, id))


def _answer(request: MostyRequest, tag: queries.TagLine) -> TagAnswer:
    return TagAnswer(
        slug=tag.slug,
        url=f"{request.services.settings.base_url}/{request.locale}{tag.path}",
        name=tag.names,
        threads=tag.threads,
        retired=tag.retired_at is not None,
    )
