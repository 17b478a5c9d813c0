"""What the API takes and gives (contract §2); fields may be added, never renamed."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Response
from litestar.openapi.datastructures import ResponseSpec

from forum.discussion.queries import BoardLine, PostLine, ThreadLine
from forum.discussion.queries.held import HeldLine
from forum.discussion.rules import page_start
from forum.files.shapes import FileAnswer, file_answer
from forum.web.openapi import answers_as, problem_responses
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
    """`id` is a UUID of the client's choice: the same one again opens nothing new. `tags` are slugs, at most five;
    `files` are ids of one's own.
    """

    id: str
    title: str
    body: str
    lang: str
    tags: list[str] = []
    files: list[str] = []


class NewPost(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`reply_to` is the id of the post it answers."""

    id: str
    body: str
    lang: str
    reply_to: str | None = None
    files: list[str] = []


class PostChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """`version` is the one that was read; `files` are all that are to stand beside it, and stay as they are without."""

    body: str
    version: int
    files: list[str] | None = None


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
    """`title` is "" once the thread was taken away; `posts` counts those that can be read.

    Attributes:
        closes_at: when it closes by itself.
        slow_minutes: between two posts of one person; 0 for as they like.
        questions: whether its replies are questions that people vote for.
        answer: the number of the reply that is marked as its answer.
    """

    id: str
    url: str
    board: str
    title: str
    lang: str
    tags: list[str]
    author: AuthorAnswer
    posts: int
    answer: int | None
    pinned: bool
    closed: bool
    closes_at: str | None
    slow_minutes: int
    questions: bool
    at: str
    state: str
    last_at: str


class PostAnswer(msgspec.Struct, kw_only=True):
    """`body` and `html` are "" unless `state` is visible, but for moderators.

    Attributes:
        is_answer: whether it is marked as the answer to its thread.
        reactions: how many there are of each kind.
        reacted: the kinds that the asker gave.
        votes, voted, answered: of a question: how many voted for it, whether the asker did, whether it was
            answered.
    """

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
    is_answer: bool
    reactions: dict[str, int]
    reacted: list[str]
    votes: int
    voted: bool
    answered: bool
    files: list[FileAnswer]


class HeldAnswer(msgspec.Struct, kw_only=True):
    """A text that waits for a moderator (`held`), was `refused`, with the reason, or `withdrawn`, without words.

    Attributes:
        thread: where it is to stand as a reply; null for one that opens a thread.
        title: "" for a reply.
    """

    id: str
    state: str
    board: str
    thread: str | None
    author: AuthorAnswer
    title: str
    body: str
    html: str
    lang: str
    at: str
    reason: str | None
    files: list[FileAnswer]


class HeldList(msgspec.Struct, kw_only=True):
    items: list[HeldAnswer]
    next: str | None


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
        tags=[tag.slug for tag in thread.tags],
        author=AuthorAnswer(id=thread.author_id, name=thread.author_name),
        posts=thread.posts,
        answer=thread.answer,
        pinned=thread.pinned,
        closed=thread.closed,
        closes_at=None if thread.closes_at is None else moment(thread.closes_at),
        slow_minutes=thread.slow_minutes,
        questions=thread.questions,
        at=moment(thread.created_at),
        state=thread.state,
        last_at=moment(thread.bumped_at),
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
        at=moment(post.created_at),
        edited_at=None if post.edited_at is None else moment(post.edited_at),
        version=post.version,
        state=post.state,
        reply_to=post.reply_to,
        is_answer=post.is_answer,
        reactions=post.reactions,
        reacted=sorted(post.own_reactions),
        votes=post.votes,
        voted=post.voted,
        answered=post.answered,
        files=[file_answer(request, file) for file in post.files],
    )


def held_answer(request: MostyRequest, text: HeldLine) -> HeldAnswer:
    return HeldAnswer(
        id=text.id,
        state=text.state,
        board=text.board_slug,
        thread=text.thread,
        author=AuthorAnswer(id=text.author_id, name=text.author_name),
        title=text.title,
        body=text.body,
        html=text.html,
        lang=text.lang,
        at=moment(text.created_at),
        reason=text.reason,
        files=[file_answer(request, file) for file in text.files],
    )


def held_back(request: MostyRequest, text: HeldLine) -> Response[Any]:
    """202: it was taken, and a moderator decides what becomes of it."""
    return Response(held_answer(request, text), status_code=202)


def created_or_repeated(answer: msgspec.Struct, *, first: bool) -> Response[Any]:
    return Response(answer, status_code=201 if first else 200)


def repeats_as(answer: type[msgspec.Struct], *refusals: int) -> dict[int, ResponseSpec]:
    """The answers of an idempotent POST besides 201."""
    return {**answers_as(answer, 200), **problem_responses(409, *refusals)}


def _url(request: MostyRequest, path: str) -> str:
    return f"{request.services.settings.base_url}/{request.locale}{path}"


def moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
