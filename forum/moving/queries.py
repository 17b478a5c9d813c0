"""What of a board goes along: what everybody can read, some hundreds at a time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Post, Thread
from forum.discussion.rules import State
from forum.foundation.database import Database, table

threads, posts, users = table(Thread), table(Post), table(User)
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadOut:
    """A thread that goes along; `title` is "" when its opening was withdrawn."""

    row: int
    id: str
    title: str
    lang: str
    created_at: datetime
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOut:
    """A post that goes along, in Markdown and in HTML."""

    id: str
    number: int
    author: str
    lang: str
    created_at: datetime
    edited_at: datetime | None
    body: str
    html: str


async def threads_of(database: Database, board_id: int) -> AsyncIterator[ThreadOut]:
    """A board's threads, the oldest first; each page of them is read by itself, so that no reader keeps the store."""
    last = 0
    query = (
        sa.select(threads.c.id, threads.c.public_id, threads.c.title, threads.c.lang, threads.c.created_at,
                  threads.c.posts, threads.c.state)
        .where(threads.c.board_id == board_id, threads.c.state != State.HIDDEN)
        .order_by(threads.c.id).limit(AT_ONCE)
    )  # fmt: skip
    while True:
        async with database.read(patient=True) as db:
            rows = (await db.execute(query.where(threads.c.id > last))).all()
        for row in rows:
            if row.posts:
                title = row.title if row.state == State.VISIBLE else ""
                yield ThreadOut(
                    row=row.id, id=row.public_id, title=title, lang=row.lang, created_at=row.created_at, posts=row.posts
                )
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


async def posts_of(database: Database, thread_id: int) -> AsyncIterator[PostOut]:
    """A thread's posts by number, without hidden and withdrawn ones, and none once the thread itself is hidden."""
    last = 0
    query = (
        sa.select(posts.c.public_id, posts.c.number, users.c.name, posts.c.lang, posts.c.created_at, posts.c.edited_at,
                  posts.c.body, posts.c.html)
        .join(users, users.c.id == posts.c.author_id).join(threads, threads.c.id == posts.c.thread_id)
        .where(posts.c.thread_id == thread_id, posts.c.state == State.VISIBLE, threads.c.state != State.HIDDEN)
        .order_by(posts.c.number).limit(AT_ONCE)
    )  # fmt: skip
    while True:
        async with database.read(patient=True) as db:
            rows = (await db.execute(query.where(posts.c.number > last))).all()
        for row in rows:
            yield PostOut(
                id=row.public_id, number=row.number, author=row.name, lang=row.lang, created_at=row.created_at,
                edited_at=row.edited_at, body=row.body, html=row.html,
            )  # fmt: skip
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].number
