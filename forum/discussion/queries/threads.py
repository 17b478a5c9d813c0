"""Reading threads."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Board, Post, Thread, ThreadMerger, ThreadPoll, ThreadTag
from forum.discussion.queries.tags import TagLine, all_tags, tags_of
from forum.discussion.rules import State, page_start
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.paging import Page, cut, moment_key, read_cursor, read_moment
from forum.foundation.text import slug
from forum.web.request import with_query
from forum.web.viewer import Viewer

MAX_SITEMAP = 40_000
boards, threads, posts, thread_tags = table(Board), table(Thread), table(Post), table(ThreadTag)
mergers = table(ThreadMerger)
authors, last_authors = table(User).alias("authors"), table(User).alias("last_authors")
polls = table(ThreadPoll)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLine:
    """A thread as it stands in a list, for one reader.

    Attributes:
        row, board_row, author_row: rows; never shown.
        title: "" once its first post is gone for this reader.
        posts: how many can be read, the opening among them.
        head: the number of its last post.
        closes_at: when it closes by itself.
        slow_minutes: between two posts of one person; 0 for as they like.
        questions: whether its replies are questions that people vote for.
        answer: the number of the reply that is marked as its answer; None for none.
        tags: what it carries.
        poll: the row of its poll, where one thread was asked for; else None.
        html, edited_at: its opening, where the query asked for it; else "" and None.
    """

    row: int
    public_id: str
    board_row: int
    board_slug: str
    board_names: dict[str, str]
    title: str
    lang: str
    state: str
    author_row: int
    author_id: str
    author_name: str
    author_role: str
    posts: int
    head: int
    answer: int | None
    closes_at: datetime | None
    slow_minutes: int
    questions: bool
    pinned: bool
    closed: bool
    created_at: datetime
    bumped_at: datetime
    last_author_name: str
    last_number: int
    tags: tuple[TagLine, ...] = ()
    poll: int | None = None
    html: str = ""
    edited_at: datetime | None = None

    @property
    def path(self) -> str:
        """Its address below the locale."""
        return f"/threads/{self.public_id}-{slug(self.title)}"

    @property
    def replies(self) -> int:
        return max(self.posts - (not self.is_gone), 0)

    @property
    def last_page(self) -> int:
        """The `after` of its last page of posts."""
        return page_start(self.head)

    def post_path(self, number: int) -> str:
        """The way to a post on its page, below the locale; among questions, where they stand by their age."""
        after = page_start(number) or None
        order = "age" if self.questions and after is None else None
        return with_query(self.path, order=order, after=after) + f"#post-{number}"

    @property
    def answer_path(self) -> str:
        """The way to its answer, below the locale."""
        return self.post_path(self.answer or 1)

    @property
    def is_gone(self) -> bool:
        return not self.title


_LINE = (
    sa.select(
        threads.c.id.label("row"), threads.c.public_id, threads.c.title, threads.c.lang, threads.c.state,
        threads.c.posts, threads.c.head, threads.c.answer, threads.c.closes_at, threads.c.slow_minutes,
        threads.c.questions, threads.c.pinned, threads.c.closed,
        threads.c.created_at, threads.c.bumped_at,
        threads.c.last_number, threads.c.board_id.label("board_row"), threads.c.author_id.label("author_row"),
        boards.c.slug.label("board_slug"), boards.c.names.label("board_names"),
        authors.c.public_id.label("author_id"), authors.c.name.label("author_name"),
        authors.c.role.label("author_role"), last_authors.c.name.label("last_author_name"),
    )
    .join(boards, boards.c.id == threads.c.board_id)
    .join(authors, authors.c.id == threads.c.author_id)
    .join(last_authors, last_authors.c.id == threads.c.last_author_id)
)  # fmt: skip
_WITH_OPENING = _LINE.add_columns(posts.c.html, posts.c.edited_at).join(
    posts, sa.and_(posts.c.thread_id == threads.c.id, posts.c.number == 1)
)

_poll = sa.select(polls.c.poll_id).where(polls.c.thread_id == threads.c.id).correlate(threads).scalar_subquery()
_ONE = _LINE.add_columns(_poll.label("poll"))


async def thread(db: Db, viewer: Viewer, public_id: str) -> ThreadLine:
    """A thread; of one that was merged into another, that other.

    Raises:
        Refused: `not_found` also for a thread that is hidden from the viewer.
    """
    found = (await db.execute(_ONE.where(threads.c.public_id == public_id))).first()
    if found is not None and found.state == State.MERGED:
        heir = sa.select(mergers.c.into_id).where(mergers.c.thread_id == found.row).scalar_subquery()
        found = (await db.execute(_ONE.where(threads.c.id == heir))).first()
    if found is None or (found.state == State.HIDDEN and not viewer.is_moderator):
        raise Refused("not_found")
    return (await _lines(db, [found]))[0]


async def own_thread(db: Db, public_id: str) -> ThreadLine:
    """What the author of a thread is answered to a repeat: one since taken away is `removed`, by whomever."""
    found = (await db.execute(_LINE.where(threads.c.public_id == public_id))).one()
    return (await _lines(db, [found], gone=found.state != State.VISIBLE))[0]


async def thread_page(db: Db, viewer: Viewer, board: str, *, after: str | None, limit: int) -> Page[ThreadLine]:
    """A board's threads: pinned ones first, then those with the newest posts.

    Raises:
        Refused: `bad_page`.
    """
    query = _LINE.where(boards.c.slug == board, _listed(viewer)).order_by(
        threads.c.pinned.desc(), threads.c.bumped_at.desc(), threads.c.public_id.desc()
    )
    key = read_cursor(after, (int, int, str))
    if key is not None:
        pinned, bumped, public_id = key
        place = (
            sa.literal(bool(pinned), sa.Boolean()),
            sa.literal(read_moment(int(bumped)), threads.c.bumped_at.type),
            sa.literal(public_id, threads.c.public_id.type),
        )
        query = query.where(sa.tuple_(threads.c.pinned, threads.c.bumped_at, threads.c.public_id) < sa.tuple_(*place))
    rows = await _lines(db, await db.execute(query.limit(limit + 1)))
    return cut(rows, limit, lambda t: (int(t.pinned), moment_key(t.bumped_at), t.public_id))


async def tagged_threads(
    db: Db, viewer: Viewer, tag: TagLine, *, board_row: int | None = None, after: str | None, limit: int
) -> Page[ThreadLine]:
    """The threads that carry a tag, on one board or all of them: those opened last come first.

    Raises:
        Refused: `bad_page`.
    """
    query = _LINE.join(thread_tags, thread_tags.c.thread_id == threads.c.id)
    query = query.where(thread_tags.c.tag_id == tag.row, _listed(viewer))
    query = query.order_by(thread_tags.c.opened_at.desc(), threads.c.public_id.desc())
    if board_row is not None:
        query = query.where(thread_tags.c.board_id == board_row)
    key = read_cursor(after, (int, str))
    if key is not None:
        opened = sa.literal(read_moment(int(key[0])), thread_tags.c.opened_at.type)
        place = sa.tuple_(opened, sa.literal(key[1], threads.c.public_id.type))
        # The first condition says nothing new, but an index can begin there.
        query = query.where(
            thread_tags.c.opened_at <= opened, sa.tuple_(thread_tags.c.opened_at, threads.c.public_id) < place
        )
    rows = await _lines(db, await db.execute(query.limit(limit + 1)))
    return cut(rows, limit, lambda t: (moment_key(t.created_at), t.public_id))


async def latest_threads(db: Db, limit: int) -> list[ThreadLine]:
    """The threads that everybody may read with the newest posts, for the landing page."""
    query = _LINE.where(threads.c.state == State.VISIBLE).order_by(threads.c.bumped_at.desc()).limit(limit)
    return await _lines(db, await db.execute(query))


async def thread_lines(
    db: Db, *where: sa.ColumnElement[bool], order_by: Sequence[sa.ColumnElement[Any]], limit: int
) -> list[ThreadLine]:
    """Threads that a query of this folder chooses; it says itself who may see them."""
    return await _lines(db, await db.execute(_LINE.where(*where).order_by(*order_by).limit(limit)))


async def newest_threads(db: Db, board: str, limit: int) -> list[ThreadLine]:
    """A board's threads by age, newest first, with their openings, for its feed."""
    query = _WITH_OPENING.where(boards.c.slug == board, threads.c.state == State.VISIBLE)
    query = query.order_by(threads.c.created_at.desc(), threads.c.public_id.desc()).limit(limit)
    return [_line(row) for row in await db.execute(query)]


async def newest_tagged(db: Db, tag: TagLine, limit: int) -> list[ThreadLine]:
    """The threads with a tag by age, newest first, with their openings, for its feed."""
    query = _WITH_OPENING.join(thread_tags, thread_tags.c.thread_id == threads.c.id)
    query = query.where(thread_tags.c.tag_id == tag.row, threads.c.state == State.VISIBLE)
    query = query.order_by(thread_tags.c.opened_at.desc(), threads.c.public_id.desc()).limit(limit)
    return [_line(row) for row in await db.execute(query)]


async def sitemap_entries(db: Db) -> AsyncIterator[tuple[str, datetime]]:
    """Paths below the locale with their last change: boards, tags, then threads with the newest posts."""
    latest = sa.select(sa.func.max(threads.c.bumped_at)).where(
        threads.c.board_id == boards.c.id, threads.c.state == State.VISIBLE
    )
    changed = sa.func.coalesce(latest.scalar_subquery(), boards.c.created_at, type_=boards.c.created_at.type)
    for board in await db.execute(sa.select(boards.c.slug, changed.label("changed")).order_by(boards.c.slug)):
        yield f"/boards/{board.slug}", board.changed
    for tag in await all_tags(db):
        if tag.threads or tag.retired_at is None:
            yield tag.path, tag.created_at
    query = sa.select(threads.c.public_id, threads.c.title, threads.c.bumped_at).where(threads.c.state == State.VISIBLE)
    for row in await db.execute(query.order_by(threads.c.bumped_at.desc()).limit(MAX_SITEMAP)):
        yield f"/threads/{row.public_id}-{slug(row.title)}", row.bumped_at


def _listed(viewer: Viewer) -> sa.ColumnElement[bool]:
    """What stands in lists: moderators see hidden ones; a withdrawn opening stays while it has answers."""
    answered = sa.and_(threads.c.state == State.REMOVED, threads.c.posts > 0)
    if viewer.is_moderator:
        return sa.or_(threads.c.state.in_([State.VISIBLE, State.HIDDEN]), answered)
    return sa.or_(threads.c.state == State.VISIBLE, answered)


async def _lines(db: Db, found: Iterable[Any], *, gone: bool = False) -> list[ThreadLine]:
    rows = list(found)
    carried = await tags_of(db, [row.row for row in rows])
    return [_line(row, gone=gone, tags=carried.get(row.row, ())) for row in rows]


def _line(row: Any, *, gone: bool = False, tags: tuple[TagLine, ...] = ()) -> ThreadLine:
    facts = row._asdict() | {"tags": tags}
    if gone or row.state == State.REMOVED:
        facts |= {"title": "", "state": State.REMOVED.value, "tags": ()}
    return ThreadLine(**facts)
