"""What moderators do to a thread as a whole: move it, close it at a time, slow it down."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.audit.actions import note
from forum.discussion.actions.threads import close, locked_thread
from forum.discussion.events import ThreadMoved
from forum.discussion.models import Board, Closing, Thread, ThreadTag
from forum.discussion.rules import State, key
from forum.discussion.rules.moderation import check_slow_mode
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.web.viewer import Viewer

boards, threads, thread_tags, closings = table(Board), table(Thread), table(ThreadTag), table(Closing)
DUE_AT_ONCE = 50


async def move_thread(work: Work, viewer: Viewer, thread: str, board: str) -> None:
    """Put a thread on another board; where it stands already, nothing changes.

    Raises:
        Refused: `not_allowed`, `not_found`, `board_unknown`.
    """
    found = await locked_thread(work, viewer, thread)
    there = (await work.db.execute(sa.select(boards.c.id).where(boards.c.slug == key(board)))).scalar()
    if there is None:
        raise Refused("board_unknown", field="board")
    if there == found.board_id:
        return
    await work.db.execute(sa.update(threads).where(threads.c.id == found.id).values(board_id=there))
    await work.db.execute(sa.update(thread_tags).where(thread_tags.c.thread_id == found.id).values(board_id=there))
    if found.state == State.VISIBLE:
        # Always in the same order, so that two moves never wait for each other.
        for board_id, change in sorted([(found.board_id, -1), (there, 1)]):
            more = boards.c.threads + change
            await work.db.execute(sa.update(boards).where(boards.c.id == board_id).values(threads=more))
    await note(work, "thread.moved", actor_id=viewer.row, target=f"thread:{thread}", board=board)
    work.record(ThreadMoved(found.id, found.board_id, there))


async def plan_closing(work: Work, viewer: Viewer, thread: str, at: datetime) -> None:
    """Let a thread close at a time, in place of any other time; the same one again changes nothing.

    Raises:
        Refused: `not_allowed`, `not_found`, `thread_closed`.
    """
    found = await locked_thread(work, viewer, thread)
    if found.closed:
        raise Refused("thread_closed")
    if found.closes_at == at:
        return
    await _end_plan(work, viewer, found)
    await work.db.execute(sa.insert(closings).values(thread_id=found.id, by_id=viewer.row, at=work.now, closes_at=at))
    await work.db.execute(sa.update(threads).where(threads.c.id == found.id).values(closes_at=at))
    await note(work, "thread.closing_planned", actor_id=viewer.row, target=f"thread:{thread}", at=at.isoformat())


async def cancel_closing(work: Work, viewer: Viewer, thread: str) -> None:
    """Let it stay open; nothing happens when no time was set.

    Raises:
        Refused: `not_allowed`, `not_found`.
    """
    found = await locked_thread(work, viewer, thread)
    if found.closes_at is not None:
        await _end_plan(work, viewer, found)
        await work.db.execute(sa.update(threads).where(threads.c.id == found.id).values(closes_at=None))
        await note(work, "thread.closing_cancelled", actor_id=viewer.row, target=f"thread:{thread}")


async def close_due(work: Work) -> int:
    """Close the threads whose time has come, for who set it; how many there were."""
    live = sa.and_(closings.c.ended_at.is_(None), closings.c.closes_at <= work.now)
    query = sa.select(closings.c.by_id, threads.c.public_id).join(threads, threads.c.id == closings.c.thread_id)
    due = (await work.db.execute(query.where(live).order_by(closings.c.thread_id).limit(DUE_AT_ONCE))).all()
    for row in due:
        await close(work, Viewer(id=row.by_id, role="moderator"), row.public_id)
    return len(due)


async def slow_down(work: Work, viewer: Viewer, thread: str, minutes: int) -> None:
    """Let each person write once in so many minutes; 0 lets everybody write as they like. Moderators are exempt.

    Raises:
        Refused: `not_allowed`, `not_found`, `field_invalid`.
    """
    check_slow_mode(minutes)
    found = await locked_thread(work, viewer, thread)
    if found.slow_minutes != minutes:
        await work.db.execute(sa.update(threads).where(threads.c.id == found.id).values(slow_minutes=minutes))
        await note(work, "thread.pace_set", actor_id=viewer.row, target=f"thread:{thread}", minutes=minutes)


async def _end_plan(work: Work, viewer: Viewer, found: Any) -> None:
    live = sa.update(closings).where(closings.c.thread_id == found.id, closings.c.ended_at.is_(None))
    await work.db.execute(live.values(ended_by_id=viewer.row, ended_at=work.now))
