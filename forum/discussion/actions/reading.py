"""Following boards and threads, and how far one has read them, told by their addresses."""

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.events import ReplyPosted, ThreadOpened
from forum.discussion.models import Board, Post, Tag, Thread
from forum.discussion.rules import State
from forum.following import actions as following
from forum.following.rules import Level, Place
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.web.viewer import Viewer

boards, threads, posts, tags, users = table(Board), table(Thread), table(Post), table(Tag), table(User)


async def follow_board(work: Work, viewer: Viewer, board: str, level: Level) -> None:
    """Raises:
    Refused: `not_found`.
    """
    work.shown_to_all = False
    await following.follow(work, viewer.row, Place.BOARD, await _board(work, board), level)


async def follow_tag(work: Work, viewer: Viewer, tag: str, level: Level) -> None:
    """Raises:
    Refused: `not_found`.
    """
    work.shown_to_all = False
    row: int | None = await work.db.scalar(sa.select(tags.c.id).where(tags.c.slug == tag))
    if row is None:
        raise Refused("not_found")
    await following.follow(work, viewer.row, Place.TAG, row, level)


async def mute_person(work: Work, viewer: Viewer, person: str, level: Level) -> None:
    """Hear nothing more of somebody, or hear of them again; nobody learns of it.

    Raises:
        Refused: `not_found`, also for oneself; `level_unknown` but for muting and for hearing as usual.
    """
    work.shown_to_all = False
    if level not in (Level.MUTE, Level.NORMAL):
        raise Refused("level_unknown", field="level")
    row: int | None = await work.db.scalar(sa.select(users.c.id).where(users.c.public_id == person))
    if row is None or row == viewer.row:
        raise Refused("not_found")
    await following.follow(work, viewer.row, Place.PERSON, row, level)


async def follow_thread(work: Work, viewer: Viewer, thread: str, level: Level) -> None:
    """Raises:
    Refused: `not_found`.
    """
    work.shown_to_all = False
    await following.follow(work, viewer.row, Place.THREAD, (await _thread(work, viewer, thread)).id, level)


async def read_board(work: Work, viewer: Viewer, board: str) -> None:
    """All that stands on a board now is nothing new for the viewer.

    Raises:
        Refused: `not_found`.
    """
    work.shown_to_all = False
    await following.read_board(work, viewer.row, await _board(work, board))


async def read_thread(work: Work, viewer: Viewer, thread: str, number: int) -> None:
    """The viewer has seen a thread's posts up to that number, at most up to its last one.

    Raises:
        Refused: `not_found`.
    """
    work.shown_to_all = False
    found = await _thread(work, viewer, thread)
    await following.read_up_to(work, viewer.row, found.id, min(number, found.head))


async def note_writing(work: Work, written: ThreadOpened | ReplyPosted) -> None:
    """Who wrote a post has read so far, and hears of what comes after it."""
    author_id, thread_id = written.author_id, written.thread_id
    await following.read_up_to(work, author_id, thread_id, written.number)
    await following.track_what_one_writes_in(work, author_id, thread_id, board_id=written.board_id)


async def _board(work: Work, board: str) -> int:
    found: int | None = await work.db.scalar(sa.select(boards.c.id).where(boards.c.slug == board))
    if found is None:
        raise Refused("not_found")
    return found


async def _thread(work: Work, viewer: Viewer, thread: str) -> Any:
    query = sa.select(threads.c.id, threads.c.head, threads.c.state).where(threads.c.public_id == thread)
    found = (await work.db.execute(query)).first()
    if found is None or (found.state == State.HIDDEN and not viewer.is_moderator):
        raise Refused("not_found")
    return found
