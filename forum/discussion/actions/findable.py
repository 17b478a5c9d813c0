"""What of a thread can be found by searching: what everybody can read, put right in the transaction of each change."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Board, Post, Thread
from forum.discussion.rules import State
from forum.foundation.database import Work, table
from forum.foundation.markdown import plain
from forum.foundation.text import slug
from forum.search.actions import Document, add, forget, put
from forum.search.rules.question import Kind

boards, threads, posts, users = table(Board), table(Thread), table(Post), table(User)
# A text is stored with 20,000 characters at most; what its links add is more than that.
MAX_TEXT = 100_000


async def find_new_post(work: Work, post_id: int) -> None:
    """One post, after it was written: nothing of it has to be forgotten. Moderators write in hidden threads too."""
    rows = await _rows(work, posts.c.id == post_id)
    await add(work, *(_document(row) for row in rows if not _is_gone(row)))


async def settle_post(work: Work, post_id: int) -> None:
    """One post, after it was changed."""
    await _settle(work, posts.c.id == post_id)


async def settle_posts(work: Work, public_ids: Sequence[str]) -> None:
    """Some posts, after they were written together."""
    await _settle(work, posts.c.public_id.in_(public_ids))


async def settle_around(work: Work, thread_id: int, post_id: int) -> None:
    """A post that went or came back; with the opening, all that stands in its thread."""
    opens = await work.db.scalar(sa.select(posts.c.number == 1).where(posts.c.id == post_id))
    await _settle(work, posts.c.thread_id == thread_id if opens else posts.c.id == post_id)


async def settle_thread(work: Work, thread_id: int) -> None:
    """All posts of a thread, after something changed that stands with each of them."""
    await _settle(work, posts.c.thread_id == thread_id)


async def regroup(work: Work, from_thread_id: int, to_thread_id: int) -> None:
    """After posts went from one thread to another: a reply may open a thread now, and an opening be a reply."""
    merged = sa.select(threads.c.public_id).where(threads.c.id == from_thread_id, threads.c.state == State.MERGED)
    opening = sa.select(posts.c.public_id).where(posts.c.thread_id == to_thread_id, posts.c.number == 1)
    await forget(work, Kind.THREAD, list((await work.db.execute(merged)).scalars()))
    await forget(work, Kind.POST, list((await work.db.execute(opening)).scalars()))
    await settle_thread(work, to_thread_id)


async def _settle(work: Work, which: sa.ColumnElement[bool]) -> None:
    rows = await _rows(work, which)
    gone = [row for row in rows if _is_gone(row)]
    await forget(work, Kind.THREAD, [row.thread for row in gone if row.number == 1])
    await forget(work, Kind.POST, [row.public_id for row in gone if row.number > 1])
    await put(work, *(_document(row) for row in rows if row not in gone))


async def _rows(work: Work, which: sa.ColumnElement[bool]) -> Sequence[Any]:
    query = (
        sa.select(
            posts.c.public_id, posts.c.number, posts.c.html, posts.c.lang, posts.c.state, posts.c.created_at,
            threads.c.public_id.label("thread"), threads.c.title, threads.c.lang.label("thread_lang"),
            threads.c.state.label("thread_state"), boards.c.slug.label("board"), users.c.public_id.label("author_id"),
            users.c.name.label("author_name"),
        )
        .join(threads, threads.c.id == posts.c.thread_id)
        .join(boards, boards.c.id == threads.c.board_id)
        .join(users, users.c.id == posts.c.author_id)
        .where(which)
        .order_by(posts.c.number)
    )  # fmt: skip
    return (await work.db.execute(query)).all()


def _is_gone(row: Any) -> bool:
    return bool(row.state != State.VISIBLE or row.thread_state == State.HIDDEN)


def _document(row: Any) -> Document:
    title = {row.thread_lang: row.title}
    opens = row.number == 1
    return Document(
        kind=Kind.THREAD if opens else Kind.POST,
        target=row.thread if opens else row.public_id,
        path=f"/threads/{row.thread}-{slug(row.title)}" if opens else f"/posts/{row.public_id}",
        lang=row.lang,
        titles=title if opens else {},
        texts={row.lang: plain(row.html, limit=MAX_TEXT)},
        within=title if not opens and row.thread_state == State.VISIBLE else {},
        at=row.created_at,
        author_id=row.author_id,
        author_name=row.author_name,
        board=row.board,
    )
