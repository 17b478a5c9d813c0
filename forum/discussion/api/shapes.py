"""What the API takes and gives (contract §2); fields may be added, never renamed."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Response
from litestar.openapi.datastructures import ResponseSpec

from forum.discussion.queries import BoardLine, PostLine, ThreadLine
from forum.discussion.rules import page_start
from forum.web.openapi import problem_responses
from forum.web.request import MostyRequest, with_query


class Texts(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One text in every language."""

    uk: str
    en: str
    pl: str


class NewBoard(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    slug: str
    name: Texts
    about: Texts | None = None


class NewThread(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`id` is a UUID of the client's choice: the same one again opens nothing new."""

    id: str
    title: str
    body: str
    lang: str


class NewPost(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`reply_to` is the id of the post it answers."""

    id: str
    body: str
    lang: str
    reply_to: str | None = None


class PostChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`version` is the one that was read."""

    body: str
    version: int


class Reason(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    reason: str


class AuthorAnswer(msgspec.Struct, kw_only=True):
    id: str
    name: str


class BoardAnswer(msgspec.Struct, kw_only=True):
    slug: str
    url: str
    name: dict[str, str]
    about: dict[str, str]
    threads: int


class ThreadAnswer(msgspec.Struct, kw_only=True):
    """`title` is "" once the thread was taken away; `posts` counts those that can be read."""

    id: str
    url: str
    board: str
    title: str
    lang: str
    author: AuthorAnswer
    posts: int
    pinned: bool
    closed: bool
    at: str
    state: str
    last_at: str


class PostAnswer(msgspec.Struct, kw_only=True):
    """`body` and `html` are "" unless `state` is visible, but for moderators."""

    id: str
    url: str
    thread: str
    number: int
    author: AuthorAnswer
    body: str
    html: str
    lang: str
    at: str
    edited_at: str | None
    version: int
    state: str
    reply_to: str | None


class BoardList(msgspec.Struct, kw_only=True):
    items: list[BoardAnswer]
    next: str | None


class ThreadList(msgspec.Struct, kw_only=True):
    items: list[ThreadAnswer]
    next: str | None


class PostList(msgspec.Struct, kw_only=True):
    items: list[PostAnswer]
    next: str | None


def board_answer(request: MostyRequest, board: BoardLine) -> BoardAnswer:
    return BoardAnswer(
        slug=board.slug, url=_url(request, board.path), name=board.names, about=board.abouts, threads=board.threads
    )


def thread_answer(request: MostyRequest, thread: ThreadLine) -> ThreadAnswer:
    return ThreadAnswer(
        id=thread.public_id,
        url=_url(request, thread.path),
        board=thread.board_slug,
        title=thread.title,
        lang=thread.lang,
        author=AuthorAnswer(id=thread.author_id, name=thread.author_name),
        posts=thread.posts,
        pinned=thread.pinned,
        closed=thread.closed,
        at=_moment(thread.created_at),
        state=thread.state,
        last_at=_moment(thread.bumped_at),
    )


def post_answer(request: MostyRequest, post: PostLine) -> PostAnswer:
    page = with_query(f"/threads/{post.thread_id}", after=page_start(post.number) or None)
    return PostAnswer(
        id=post.public_id,
        url=_url(request, f"{page}#post-{post.number}"),
        thread=post.thread_id,
        number=post.number,
        author=AuthorAnswer(id=post.author_id, name=post.author_name),
        body=post.body,
        html=post.html,
        lang=post.lang,
        at=_moment(post.created_at),
        edited_at=None if post.edited_at is None else _moment(post.edited_at),
        version=post.version,
        state=post.state,
        reply_to=post.reply_to,
    )


def created_or_repeated(answer: msgspec.Struct, *, first: bool) -> Response[Any]:
    return Response(answer, status_code=201 if first else 200)


def repeats_as(answer: type[msgspec.Struct]) -> dict[int, ResponseSpec]:
    """The answers of an idempotent POST besides 201."""
    return {200: ResponseSpec(answer, description="It already was", generate_examples=False), **problem_responses()}


def _url(request: MostyRequest, path: str) -> str:
    return f"{request.services.settings.base_url}/{request.locale}{path}"


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
