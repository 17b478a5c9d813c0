"""What is new to somebody: counts from numbers, the way to the first post they have not read, news of a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Board, Thread
from forum.discussion.queries.boards import BoardLine, boards_overview
from forum.discussion.queries.tags import TagLine, all_tags
from forum.discussion.queries.threads import ThreadLine, thread_lines
from forum.discussion.rules import State
from forum.following import queries as following
from forum.following import rules
from forum.following.models import BoardReading, Follow, Reading
from forum.following.rules import NEW_FOR, Level, Place
from forum.foundation.database import Db, table
from forum.foundation.paging import Page, cursor, moment_key, read_cursor, read_moment
from forum.web.viewer import Viewer

boards, threads, users = table(Board), table(Thread), table(User)
follows, readings, board_readings = table(Follow), table(Reading), table(BoardReading)
# A board says "50+" from here on: counting goes no further.
MAX_COUNTED = 50
# News are looked for among so many threads at a time.
WINDOW = 200


@dataclass(frozen=True, slots=True)
class Unread:
    """What is new in a thread; `path` leads to the first post that was not read, below the locale.

    Attributes:
        count: how many posts are new.
        opened: False when they never opened it, so that all of it is new.
    """

    count: int
    path: str
    opened: bool


async def unread_threads(db: Db, viewer: Viewer, lines: Sequence[ThreadLine], now: datetime) -> dict[int, Unread]:
    """By row, of those threads the ones with something new for the viewer; muted ones never have."""
    if viewer.id is None or not lines:
        return {}
    rows, places = [line.row for line in lines], {line.board_row for line in lines}
    read = await following.numbers_read(db, viewer.id, rows)
    since = await following.new_since(db, viewer.id, places, now)
    chosen = await following.levels(db, viewer.id, Place.THREAD, rows)
    found = {}
    for line in lines:
        new = _unread(line, read.get(line.row), since[line.board_row])
        if new and chosen.get(line.row) != Level.MUTE:
            found[line.row] = new
    return found


@dataclass(frozen=True, slots=True)
class AsReader:
    """A thread as somebody reads it: what is new in it, None for nothing, and how much they want to hear of it."""

    unread: Unread | None
    level: Level


async def as_reader(db: Db, viewer: Viewer, line: ThreadLine, now: datetime) -> AsReader | None:
    """None for an anonymous one."""
    if viewer.id is None:
        return None
    mine = await following.reader(db, viewer.id, board_id=line.board_row, thread_id=line.row, now=now)
    return AsReader(_unread(line, mine.read, mine.since), mine.level)


async def unread_boards(db: Db, viewer: Viewer, now: datetime) -> dict[int, int]:
    """By row, how many threads of each board have something new for the viewer, counted to `MAX_COUNTED`."""
    if viewer.id is None:
        return {}
    joined = sa.select(users.c.created_at).where(users.c.id == viewer.id).scalar_subquery()
    oldest = sa.literal(now - NEW_FOR, threads.c.bumped_at.type)
    marked = sa.func.coalesce(board_readings.c.at, oldest, type_=threads.c.bumped_at.type)
    newest = (
        sa.select(threads.c.id, threads.c.last_number)
        .where(threads.c.board_id == boards.c.id, threads.c.state == State.VISIBLE)
        .where(threads.c.bumped_at > oldest, threads.c.bumped_at > joined, threads.c.bumped_at > marked)
        .order_by(threads.c.bumped_at.desc())
        .limit(MAX_COUNTED)
        .correlate(boards, board_readings)
        .subquery("newest")
    )
    mine = sa.and_(readings.c.thread_id == newest.c.id, readings.c.user_id == viewer.id)
    choice = sa.and_(follows.c.user_id == viewer.id, follows.c.place == Place.THREAD, follows.c.place_id == newest.c.id)
    count = (
        sa.select(sa.func.count())
        .select_from(newest.outerjoin(readings, mine).outerjoin(follows, choice))
        .where(sa.func.coalesce(readings.c.number, 0) < newest.c.last_number)
        .where(sa.func.coalesce(follows.c.level, "") != Level.MUTE)
        .scalar_subquery()
    )
    of_viewer = sa.and_(board_readings.c.board_id == boards.c.id, board_readings.c.user_id == viewer.id)
    query = sa.select(boards.c.id, count.label("new")).select_from(boards.outerjoin(board_readings, of_viewer))
    muted = await _muted(db, viewer.id, Place.BOARD)
    return {row.id: row.new for row in await db.execute(query) if row.new and row.id not in muted}


async def news(
    db: Db, viewer: Viewer, *, since: datetime | None, now: datetime, after: str | None, limit: int
) -> Page[ThreadLine]:
    """Threads with something new for the viewer, the latest first; nothing that is muted.

    Args:
        since: what was written in since then; None for ever.

    A page may be shorter than `limit` where much was read or muted; only `next` says where the list ends.

    Raises:
        Refused: `bad_page`.
    """
    where = [threads.c.state == State.VISIBLE]
    if since is not None:
        where.append(threads.c.bumped_at > since)
    key = read_cursor(after, (int, str))
    if key is not None:
        place = (
            sa.literal(read_moment(int(key[0])), threads.c.bumped_at.type),
            sa.literal(key[1], threads.c.public_id.type),
        )
        where.append(sa.tuple_(threads.c.bumped_at, threads.c.public_id) < sa.tuple_(*place))
    order = (threads.c.bumped_at.desc(), threads.c.public_id.desc())
    window = await thread_lines(db, *where, order_by=order, limit=WINDOW)
    boards_out, tags_out = [await _muted(db, viewer.row, place) for place in (Place.BOARD, Place.TAG)]
    new = await unread_threads(db, viewer, window, now)
    shown = [
        line
        for line in window
        if line.row in new and line.board_row not in boards_out and tags_out.isdisjoint(tag.row for tag in line.tags)
    ]
    more = len(shown) > limit or len(window) == WINDOW
    last: Any = shown[limit - 1] if len(shown) > limit else window[-1] if window else None
    return Page(shown[:limit], cursor(moment_key(last.bumped_at), last.public_id) if more else None)


async def level_of(db: Db, viewer: Viewer, place: Place, row: int) -> Level:
    """How much the viewer wants to hear of a place, as far as they chose for that very one."""
    if viewer.id is None:
        return Level.NORMAL
    return (await following.levels(db, viewer.id, place, [row])).get(row, Level.NORMAL)


async def followed_boards(db: Db, viewer: Viewer) -> list[tuple[BoardLine, Level]]:
    """Boards about which the viewer chose something, in their order."""
    lines = await boards_overview(db)
    chosen = await following.levels(db, viewer.row, Place.BOARD, [line.row for line in lines])
    return [(line, chosen[line.row]) for line in lines if line.row in chosen]


async def followed_tags(db: Db, viewer: Viewer) -> list[tuple[TagLine, Level]]:
    """Tags about which the viewer chose something, by their addresses."""
    lines = await all_tags(db)
    chosen = await following.levels(db, viewer.row, Place.TAG, [line.row for line in lines])
    return [(line, chosen[line.row]) for line in lines if line.row in chosen]


async def followed_threads(
    db: Db, viewer: Viewer, *, after: int | None, limit: int
) -> tuple[list[tuple[ThreadLine, Level]], int | None]:
    """Threads about which the viewer chose something, the youngest first, and the row after which to go on."""
    query = sa.select(follows.c.place_id, follows.c.level).where(
        follows.c.user_id == viewer.row, follows.c.place == Place.THREAD
    )
    if after:
        query = query.where(follows.c.place_id < after)
    found = (await db.execute(query.order_by(follows.c.place_id.desc()).limit(limit + 1))).all()
    chosen = {row.place_id: Level(row.level) for row in found[:limit]}
    visible = threads.c.state == State.VISIBLE
    lines = await thread_lines(db, visible, threads.c.id.in_(chosen), order_by=(threads.c.id.desc(),), limit=limit)
    return [(line, chosen[line.row]) for line in lines], found[limit - 1].place_id if len(found) > limit else None


def _unread(line: ThreadLine, read: int | None, since: rules.Since) -> Unread | None:
    count = rules.unread(head=line.head, last_number=line.last_number, bumped_at=line.bumped_at, read=read, since=since)
    number = (read or 0) + 1
    return Unread(count, line.post_path(number), read is not None) if count else None


async def _muted(db: Db, user_id: int, place: Place) -> set[int]:
    query = sa.select(follows.c.place_id).where(
        follows.c.user_id == user_id, follows.c.place == place, follows.c.level == Level.MUTE
    )
    return set((await db.execute(query)).scalars())
