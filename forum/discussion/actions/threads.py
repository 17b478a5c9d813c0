"""Opening, pinning and closing threads."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.accounts.actions.turns import take_turn
from forum.audit.actions import note
from forum.discussion.actions.attachments import attach
from forum.discussion.actions.mentions import note_names, read_names
from forum.discussion.actions.tags import tag_new_thread
from forum.discussion.events import ThreadOpened
from forum.discussion.models import Board, Closing, Closure, Pin, Post, Thread
from forum.discussion.rules import Draft, State
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.ids import short_id
from forum.web.viewer import Viewer

boards, threads, posts = table(Board), table(Thread), table(Post)
closings = table(Closing)


async def open_thread(work: Work, viewer: Viewer, board: str, draft: Draft) -> tuple[str, bool]:
    """A new thread with its first post; returns its public id, and whether this was the first time.

    Raises:
        Refused: `not_found` for the board, `tag_unknown`, `idempotency_mismatch`, `too_many_files`, `file_unknown`.
    """
    await take_turn(work, viewer)
    board_id = await work.db.scalar(sa.select(boards.c.id).where(boards.c.slug == board))
    if board_id is None:
        raise Refused("not_found")
    digest = draft.digest("thread", board_id)
    before = await work.db.execute(
        sa.select(threads.c.public_id, threads.c.client_digest).where(
            threads.c.author_id == viewer.row, threads.c.client_id == draft.client_id
        )
    )
    if (repeated := before.first()) is not None:
        if repeated.client_digest != digest:
            raise Refused("idempotency_mismatch")
        return repeated.public_id, False
    return (await place_thread(work, viewer, board_id, draft, digest)).public_id, True


@dataclass(frozen=True, slots=True)
class Placed:
    """What was just written: the public id of the thread or the reply, and the row of its post."""

    public_id: str
    post_id: int


async def place_thread(
    work: Work, author: Viewer, board_id: int, draft: Draft, digest: str, *, was_held: bool = False
) -> Placed:
    """Write a thread with its first post, and record it.

    Raises:
        Refused: `tag_unknown`, `too_many_files`, `file_unknown`.
    """
    public_id, text = short_id(), await read_names(work, draft.body)
    thread_id = (
        await work.db.execute(
            sa.insert(threads)
            .values(
                public_id=public_id, board_id=board_id, author_id=author.row, title=draft.title, lang=draft.lang,
                state=State.VISIBLE, head=1, posts=1, pinned=False, closed=False, created_at=work.now,
                bumped_at=work.now, last_author_id=author.row, last_number=1, client_id=draft.client_id,
                client_digest=digest,
            )
            .returning(threads.c.id)
        )
    ).scalar_one()  # fmt: skip
    post_id = (
        await work.db.execute(
            sa.insert(posts)
            .values(
                public_id=short_id(), thread_id=thread_id, number=1, author_id=author.row, body=draft.body,
                html=text.html, lang=draft.lang, version=1, state=State.VISIBLE,
                created_at=work.now,
            )
            .returning(posts.c.id)
        )
    ).scalar_one()  # fmt: skip
    await attach(work, author, post_id, draft.files, was_held=was_held)
    await work.db.execute(sa.update(boards).where(boards.c.id == board_id).values(threads=boards.c.threads + 1))
    await tag_new_thread(work, thread_id, board_id, draft.tags)
    work.record(ThreadOpened(thread_id, board_id, post_id, author.row))
    await note_names(work, post_id, text.named)
    return Placed(public_id, post_id)


async def pin(work: Work, viewer: Viewer, thread: str) -> None:
    """Put a thread above the others of its board; doing it twice changes nothing."""
    await _begin(work, viewer, thread, "pinned", table(Pin), "thread.pinned")


async def unpin(work: Work, viewer: Viewer, thread: str) -> None:
    await _end(work, viewer, thread, "pinned", table(Pin), "thread.unpinned")


async def close(work: Work, viewer: Viewer, thread: str) -> None:
    """Take no more replies; doing it twice changes nothing. A time that was set for it is over."""
    await _begin(work, viewer, thread, "closed", table(Closure), "thread.closed")
    closed = sa.select(threads.c.id).where(threads.c.public_id == thread).scalar_subquery()
    plan = sa.update(closings).where(closings.c.thread_id == closed, closings.c.ended_at.is_(None))
    await work.db.execute(plan.values(ended_by_id=viewer.row, ended_at=work.now))
    await work.db.execute(sa.update(threads).where(threads.c.public_id == thread).values(closes_at=None))


async def reopen(work: Work, viewer: Viewer, thread: str) -> None:
    await _end(work, viewer, thread, "closed", table(Closure), "thread.reopened")


async def is_posted(work: Work, viewer: Viewer, own_id: str) -> bool:
    """Whether somebody has posted a thread or a reply under that client's id."""
    for rows in (posts, threads):
        own = sa.select(rows.c.id).where(rows.c.author_id == viewer.row, rows.c.client_id == own_id)
        if await work.db.scalar(own) is not None:
            return True
    return False


async def _begin(work: Work, viewer: Viewer, thread: str, mark: str, rows: sa.Table, key: str) -> None:
    found = await locked_thread(work, viewer, thread)
    if found._mapping[mark]:
        return
    await work.db.execute(sa.insert(rows).values(thread_id=found.id, by_id=viewer.row, at=work.now))
    await work.db.execute(sa.update(threads).where(threads.c.id == found.id).values({mark: True}))
    await note(work, key, actor_id=viewer.row, target=f"thread:{thread}")


async def _end(work: Work, viewer: Viewer, thread: str, mark: str, rows: sa.Table, key: str) -> None:
    found = await locked_thread(work, viewer, thread)
    if not found._mapping[mark]:
        return
    await work.db.execute(
        sa.update(rows)
        .where(rows.c.thread_id == found.id, rows.c.ended_at.is_(None))
        .values(ended_by_id=viewer.row, ended_at=work.now)
    )
    await work.db.execute(sa.update(threads).where(threads.c.id == found.id).values({mark: False}))
    await note(work, key, actor_id=viewer.row, target=f"thread:{thread}")


async def locked_thread(work: Work, viewer: Viewer, thread: str) -> Any:
    """A thread's row, locked, for a moderator.

    Raises:
        Refused: `not_allowed` unless a moderator asks, `not_found`.
    """
    if not viewer.is_moderator:
        raise Refused("not_allowed")
    query = sa.select(threads).where(threads.c.public_id == thread)
    found = (await work.db.execute(query.with_for_update(key_share=True))).first()
    if found is None or found.state == State.MERGED:
        raise Refused("not_found")
    return found
