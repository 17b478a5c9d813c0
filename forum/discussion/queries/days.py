"""Forum days with what their boards and threads are called."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.days import queries as days
from forum.days.queries import DayView, PointView
from forum.days.rules.schedule import current
from forum.discussion.models import Board, Thread, ThreadMerger
from forum.discussion.queries.threads import ThreadLine, thread_lines
from forum.discussion.rules import State
from forum.discussion.rules.regrouping import thread_named
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.web.viewer import Viewer

boards, threads, mergers = table(Board), table(Thread), table(ThreadMerger)


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day, and the board that it is held on."""

    day: DayView
    board_slug: str
    board_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PointLine:
    """A point of a programme; `thread` is the one that is for it, None where the reader sees none."""

    point: PointView
    thread: ThreadLine | None
    is_current: bool


async def day(db: Db, public_id: str, now: datetime) -> DayLine:
    """Raises:
    Refused: `not_found`.
    """
    return (await on_boards(db, [await days.day(db, public_id, now)]))[0]


async def coming_days(db: Db, now: datetime, limit: int) -> list[DayLine]:
    """Days that are live or to come, the next one first."""
    return await on_boards(db, await days.coming(db, now, limit=limit))


async def on_boards(db: Db, found: Sequence[DayView]) -> list[DayLine]:
    """Days with their boards, by one statement."""
    if not found:
        return []
    wanted = {shown.board_row for shown in found}
    query = sa.select(boards.c.id, boards.c.slug, boards.c.names).where(boards.c.id.in_(wanted))
    named = {row.id: row for row in await db.execute(query)}
    return [DayLine(shown, named[shown.board_row].slug, named[shown.board_row].names) for shown in found]


async def programme(db: Db, viewer: Viewer, shown: DayView, now: datetime) -> list[PointLine]:
    """The points of a day, with those of their threads that the viewer may read."""
    points = await days.schedule(db, shown.row)
    named = await _threads(db, viewer, {point.thread_row for point in points if point.thread_row is not None})
    on_now = current([point.starts_at for point in points], shown.hours.ends_at, now)
    return [PointLine(point, named.get(point.thread_row or 0), place == on_now) for place, point in enumerate(points)]


async def thread_row(db: Db, viewer: Viewer, address: str) -> int | None:
    """The row of a thread that somebody may read, by its id or address; None for "".

    Raises:
        Refused: `thread_unknown`.
    """
    if not address.strip():
        return None
    seen = [State.VISIBLE, State.HIDDEN] if viewer.is_moderator else [State.VISIBLE]
    query = sa.select(threads.c.id).where(threads.c.public_id == thread_named(address), threads.c.state.in_(seen))
    found: int | None = await db.scalar(query)
    if found is None:
        raise Refused("thread_unknown", field="schedule")
    return found


async def _threads(db: Db, viewer: Viewer, rows: Iterable[int]) -> dict[int, ThreadLine]:
    """By row; where one was merged into another, that other."""
    wanted = set(rows)
    if not wanted:
        return {}
    moved = sa.select(mergers.c.thread_id, mergers.c.into_id).where(mergers.c.thread_id.in_(wanted))
    heirs = {row.thread_id: row.into_id for row in await db.execute(moved)}
    seen = [State.VISIBLE, State.HIDDEN] if viewer.is_moderator else [State.VISIBLE]
    standing = {heirs.get(row, row) for row in wanted}
    lines = await thread_lines(
        db, threads.c.id.in_(standing), threads.c.state.in_(seen), order_by=(threads.c.id,), limit=len(standing)
    )
    by_row = {line.row: line for line in lines}
    return {row: by_row[heirs.get(row, row)] for row in wanted if heirs.get(row, row) in by_row}
