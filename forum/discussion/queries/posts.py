"""Reading posts and what they said before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Hiding, Post, PostVersion, Thread
from forum.discussion.rules import State
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.paging import Page
from forum.web.viewer import Viewer

threads, posts, earlier, hidings = table(Thread), table(Post), table(PostVersion), table(Hiding)
authors, answered = table(User).alias("authors"), posts.alias("answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """A post as one reader may see it.

    Attributes:
        row, author_row: rows; never shown.
        body, html: "" when it is gone for this reader.
        reply_to, reply_to_number: public id and number of the post it answers; None when it answers none.
        reason: why a moderator hid it; None for everybody else.
    """

    row: int
    public_id: str
    thread_id: str
    number: int
    author_row: int
    author_id: str
    author_name: str
    author_role: str
    body: str
    html: str
    lang: str
    version: int
    state: str
    created_at: datetime
    edited_at: datetime | None
    reply_to: str | None
    reply_to_number: int | None
    reason: str | None = None

    @property
    def is_gone(self) -> bool:
        return not self.body


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One of the texts a post has had, and when it was written."""

    version: int
    body: str
    html: str
    written_at: datetime


_reason = (
    sa.select(hidings.c.reason)
    .where(hidings.c.post_id == posts.c.id, hidings.c.ended_at.is_(None))
    .limit(1)
    .correlate(posts)
    .scalar_subquery()
)
_POST = (
    sa.select(
        posts.c.id.label("row"), posts.c.public_id, threads.c.public_id.label("thread_id"), posts.c.number,
        posts.c.author_id.label("author_row"), authors.c.public_id.label("author_id"),
        authors.c.name.label("author_name"), authors.c.role.label("author_role"), posts.c.body, posts.c.html,
        posts.c.lang, posts.c.version, posts.c.state, posts.c.created_at, posts.c.edited_at,
        answered.c.public_id.label("reply_to"), answered.c.number.label("reply_to_number"), _reason.label("reason"),
        threads.c.state.label("thread_state"),
    )
    .join(threads, threads.c.id == posts.c.thread_id)
    .join(authors, authors.c.id == posts.c.author_id)
    .outerjoin(answered, answered.c.id == posts.c.reply_to_id)
)  # fmt: skip


async def post(db: Db, viewer: Viewer, public_id: str) -> PostLine:
    """A post with a text.

    Raises:
        Refused: `not_found` also when it, or its thread, is gone for the viewer.
    """
    found = (await db.execute(_POST.where(posts.c.public_id == public_id))).first()
    if found is None or not _readable(found, moderator=viewer.is_moderator):
        raise Refused("not_found")
    return _line(found, moderator=viewer.is_moderator)


async def own_post(db: Db, public_id: str) -> PostLine:
    """What the author of a post is answered to a repeat: one since taken away is `removed`, by whomever."""
    found = (await db.execute(_POST.where(posts.c.public_id == public_id))).one()
    gone = found.state != State.VISIBLE or found.thread_state == State.HIDDEN
    return _line(found, moderator=False, state=State.REMOVED if gone else State.VISIBLE)


async def post_page(db: Db, viewer: Viewer, thread_row: int, *, after: int, limit: int) -> Page[PostLine]:
    """Posts of a thread that the viewer may see, by number; those that are gone stay as empty places."""
    if after >= 2**31:
        raise Refused("bad_page")
    query = _POST.where(posts.c.thread_id == thread_row, posts.c.number > after).order_by(posts.c.number)
    rows = [_line(row, moderator=viewer.is_moderator) for row in await db.execute(query.limit(limit + 1))]
    return Page(rows[:limit], str(rows[limit - 1].number) if len(rows) > limit else None)


async def recent_posts(db: Db, thread_row: int, limit: int) -> list[PostLine]:
    """The newest posts that everybody may read, newest first, for the thread's feed."""
    query = _POST.where(posts.c.thread_id == thread_row, posts.c.state == State.VISIBLE)
    rows = await db.execute(query.order_by(posts.c.number.desc()).limit(limit))
    return [_line(row, moderator=False) for row in rows]


async def versions(db: Db, line: PostLine) -> list[VersionLine]:
    """All texts of a post that the viewer could read, newest first."""
    query = sa.select(earlier.c.version, earlier.c.body, earlier.c.html, earlier.c.written_at)
    rows = await db.execute(query.where(earlier.c.post_id == line.row).order_by(earlier.c.version.desc()))
    now = VersionLine(line.version, line.body, line.html, line.edited_at or line.created_at)
    return [now, *(VersionLine(*row) for row in rows)]


def _readable(row: Any, *, moderator: bool) -> bool:
    if row.state == State.REMOVED:
        return False
    return moderator or (row.state == State.VISIBLE and row.thread_state != State.HIDDEN)


def _line(row: Any, *, moderator: bool, state: State | None = None) -> PostLine:
    facts = row._asdict()
    facts.pop("thread_state")
    facts["state"] = state or row.state
    if facts["state"] == State.REMOVED or (facts["state"] == State.HIDDEN and not moderator):
        facts |= {"body": "", "html": ""}
    if not moderator:
        facts["reason"] = None
    return PostLine(**facts)
