"""Opening, pinning and closing threads."""

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.audit.actions import note
from forum.discussion.events import ThreadOpened
from forum.discussion.models import Board, Closure, Pin, Post, Thread
from forum.discussion.rules import Draft, State
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.ids import short_id
from forum.foundation.markdown import render
from forum.web.viewer import Viewer

boards, threads, posts, users = table(Board), table(Thread), table(Post), table(User)


async def open_thread(work: Work, viewer: Viewer, board: str, draft: Draft) -> tuple[str, bool]:
    """A new thread with its first post; returns its public id, and whether this was the first time.

    Raises:
        Refused: `not_found` for the board, `idempotency_mismatch`.
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
    public_id = short_id()
    thread_id = (
        await work.db.execute(
            sa.insert(threads)
            .values(
                public_id=public_id, board_id=board_id, author_id=viewer.row, title=draft.title, lang=draft.lang,
                state=State.VISIBLE, head=1, posts=1, pinned=False, closed=False, created_at=work.now,
                bumped_at=work.now, last_author_id=viewer.row, last_number=1, client_id=draft.client_id,
                client_digest=digest,
            )
            .returning(threads.c.id)
        )
    ).scalar_one()  # fmt: skip
    post_id = (
        await work.db.execute(
            sa.insert(posts)
            .values(
                public_id=short_id(), thread_id=thread_id, number=1, author_id=viewer.row, body=draft.body,
                html=render(draft.body), lang=draft.lang, version=1, state=State.VISIBLE, created_at=work.now,
            )
            .returning(posts.c.id)
        )
    ).scalar_one()  # fmt: skip
    await work.db.execute(sa.update(boards).where(boards.c.id == board_id).values(threads=boards.c.threads + 1))
    work.record(ThreadOpened(thread_id, post_id, viewer.row))
    return public_id, True


async def pin(work: Work, viewer: Viewer, thread: str) -> None:
    """Put a thread above the others of its board; doing it twice changes nothing."""
    await _begin(work, viewer, thread, "pinned", table(Pin), "thread.pinned")


async def unpin(work: Work, viewer: Viewer, thread: str) -> None:
    await _end(work, viewer, thread, "pinned", table(Pin), "thread.unpinned")


async def close(work: Work, viewer: Viewer, thread: str) -> None:
    """Take no more replies; doing it twice changes nothing."""
    await _begin(work, viewer, thread, "closed", table(Closure), "thread.closed")


async def reopen(work: Work, viewer: Viewer, thread: str) -> None:
    await _end(work, viewer, thread, "closed", table(Closure), "thread.reopened")


async def take_turn(work: Work, viewer: Viewer) -> None:
    """One person's submissions are taken one after the other, so that a repeat finds the first."""
    await work.db.execute(sa.select(users.c.id).where(users.c.id == viewer.row).with_for_update(key_share=True))


async def _begin(work: Work, viewer: Viewer, thread: str, mark: str, rows: sa.Table, key: str) -> None:
    found = await _locked(work, viewer, thread)
    if found._mapping[mark]:
        return
    await work.db.execute(sa.insert(rows).values(thread_id=found.id, by_id=viewer.row, at=work.now))
    await work.db.execute(sa.update(threads).where(threads.c.id == found.id).values({mark: True}))
    await note(work, key, actor_id=viewer.row, target=f"thread:{thread}")


async def _end(work: Work, viewer: Viewer, thread: str, mark: str, rows: sa.Table, key: str) -> None:
    found = await _locked(work, viewer, thread)
    if not found._mapping[mark]:
        return
    await work.db.execute(
        sa.update(rows)
        .where(rows.c.thread_id == found.id, rows.c.ended_at.is_(None))
        .values(ended_by_id=viewer.row, ended_at=work.now)
    )
    await work.db.execute(sa.update(threads).where(threads.c.id == found.id).values({mark: False}))
    await note(work, key, actor_id=viewer.row, target=f"thread:{thread}")


async def _locked(work: Work, viewer: Viewer, thread: str) -> Any:
    """Raises:
    Refused: `not_allowed` unless a moderator asks, `not_found`.
    """
    if not viewer.is_moderator:
        raise Refused("not_allowed")
    query = sa.select(threads.c.id, threads.c.pinned, threads.c.closed).where(threads.c.public_id == thread)
    found = (await work.db.execute(query.with_for_update(key_share=True))).first()
    if found is None:
        raise Refused("not_found")
    return found
