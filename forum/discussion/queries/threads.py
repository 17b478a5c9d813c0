"""Reading threads."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Board, Post, Thread
from forum.discussion.rules import State, page_start
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.paging import Page, cut, read_cursor
from forum.foundation.text import slug
from forum.web.viewer import Viewer

MAX_SITEMAP = 40_000
boards, threads, posts = table(Board), table(Thread), table(Post)
authors, last_authors = table(User).alias("authors"), table(User).alias("last_authors")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLine:
    """A thread as it stands in a list, for one reader.

    Attributes:
        row: its row; never shown.
        title: "" once its first post is gone for this reader.
        posts: how many can be read, the opening among them.
        head: the number of its last post.
        html, edited_at: its opening, where the query asked for it; else "" and None.
    """

    row: int
    public_id: str
    board_slug: str
    board_names: dict[str, str]
    title: str
    lang: str
    state: str
    author_id: str
    author_name: str
    author_role: str
    posts: int
    head: int
    pinned: bool
    closed: bool
    created_at: datetime
    bumped_at: datetime
    last_author_name: str
    last_number: int
    html: str = ""
    edited_at: datetime | None = None

    @property
    def path(self) -> str:
        """Its address below the locale."""
        return f"/threads/{self.public_id}-{slug(self.title)}"

    @property
    def replies(self) -> int:
        return max(self.head - 1, 0)

    @property
    def last_page(self) -> int:
        """The `after` of its last page of posts."""
        return page_start(self.head)

    @property
    def is_gone(self) -> bool:
        return not self.title


_LINE = (
    sa.select(
        threads.c.id.label("row"), threads.c.public_id, threads.c.title, threads.c.lang, threads.c.state,
        threads.c.posts, threads.c.head, threads.c.pinned, threads.c.closed, threads.c.created_at, threads.c.bumped_at,
        threads.c.last_number, boards.c.slug.label("board_slug"), boards.c.names.label("board_names"),
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


async def thread(db: Db, viewer: Viewer, public_id: str) -> ThreadLine:
    """Raises:
    Refused: `not_found` also for a thread that is hidden from the viewer.
    """
    found = (await db.execute(_LINE.where(threads.c.public_id == public_id))).first()
    if found is None or (found.state == State.HIDDEN and not viewer.is_moderator):
        raise Refused("not_found")
    return _line(found)


async def own_thread(db: Db, public_id: str) -> ThreadLine:
    """What the author of a thread is answered to a repeat: one since taken away is `removed`, by whomever."""
    found = (await db.execute(_LINE.where(threads.c.public_id == public_id))).one()
    return _line(found, gone=found.state != State.VISIBLE)


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
            sa.literal(_moment(int(bumped)), threads.c.bumped_at.type),
            sa.literal(public_id, threads.c.public_id.type),
        )
        query = query.where(sa.tuple_(threads.c.pinned, threads.c.bumped_at, threads.c.public_id) < sa.tuple_(*place))
    rows = [_line(row) for row in await db.execute(query.limit(limit + 1))]
    return cut(rows, limit, lambda t: (int(t.pinned), (t.bumped_at - _EPOCH) // _MICROSECOND, t.public_id))


async def latest_threads(db: Db, limit: int) -> list[ThreadLine]:
    """The threads that everybody may read with the newest posts, for the landing page."""
    query = _LINE.where(threads.c.state == State.VISIBLE).order_by(threads.c.bumped_at.desc()).limit(limit)
    return [_line(row) for row in await db.execute(query)]


async def newest_threads(db: Db, board: str, limit: int) -> list[ThreadLine]:
    """A board's threads by age, newest first, with their openings, for its feed."""
    query = _WITH_OPENING.where(boards.c.slug == board, threads.c.state == State.VISIBLE)
    query = query.order_by(threads.c.created_at.desc(), threads.c.public_id.desc()).limit(limit)
    return [_line(row) for row in await db.execute(query)]


async def sitemap_entries(db: Db) -> AsyncIterator[tuple[str, datetime]]:
    """Paths below the locale with their last change: boards, then threads with the newest posts."""
    latest = sa.select(sa.func.max(threads.c.bumped_at)).where(
        threads.c.board_id == boards.c.id, threads.c.state == State.VISIBLE
    )
    changed = sa.func.coalesce(latest.scalar_subquery(), boards.c.created_at, type_=boards.c.created_at.type)
    for board in await db.execute(sa.select(boards.c.slug, changed.label("changed")).order_by(boards.c.slug)):
        yield f"/boards/{board.slug}", board.changed
    query = sa.select(threads.c.public_id, threads.c.title, threads.c.bumped_at).where(threads.c.state == State.VISIBLE)
    for row in await db.execute(query.order_by(threads.c.bumped_at.desc()).limit(MAX_SITEMAP)):
        yield f"/threads/{row.public_id}-{slug(row.title)}", row.bumped_at


def _listed(viewer: Viewer) -> sa.ColumnElement[bool]:
    """What stands in lists: moderators see hidden ones; a withdrawn opening stays while it has answers."""
    answered = sa.and_(threads.c.state == State.REMOVED, threads.c.posts > 0)
    if viewer.is_moderator:
        return sa.or_(threads.c.state.in_([State.VISIBLE, State.HIDDEN]), answered)
    return sa.or_(threads.c.state == State.VISIBLE, answered)


def _line(row: Any, *, gone: bool = False) -> ThreadLine:
    facts = row._asdict()
    if gone or row.state == State.REMOVED:
        facts |= {"title": "", "state": State.REMOVED.value}
    return ThreadLine(**facts)


def _moment(microseconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        raise Refused("bad_page") from None
