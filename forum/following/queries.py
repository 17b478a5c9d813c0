"""What somebody follows, and how far they have read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.following import rules
from forum.following.models import Attendance, BoardReading, Follow, Reading
from forum.following.rules import Level, Place, Since
from forum.foundation.database import Db, Id, Prepared, table

follows, readings, board_readings = table(Follow), table(Reading), table(BoardReading)
attendances, users = table(Attendance), table(User)


async def levels(db: Db, user_id: int, place: Place, ids: Collection[int]) -> dict[int, Level]:
    """What somebody chose for each of those places, where they chose at all."""
    if not ids:
        return {}
    query = sa.select(follows.c.place_id, follows.c.level).where(
        follows.c.user_id == user_id, follows.c.place == place, follows.c.place_id.in_(ids)
    )
    return {row.place_id: Level(row.level) for row in await db.execute(query)}


async def numbers_read(db: Db, user_id: int, thread_ids: Collection[int]) -> dict[int, int]:
    """How far somebody has read each of those threads, of those they opened."""
    if not thread_ids:
        return {}
    query = sa.select(readings.c.thread_id, readings.c.number).where(
        readings.c.user_id == user_id, readings.c.thread_id.in_(thread_ids)
    )
    return {row.thread_id: row.number for row in await db.execute(query)}


async def new_since(db: Db, user_id: int, board_ids: Collection[int], now: datetime) -> dict[int, Since]:
    """From when on each board's threads are new to somebody."""
    joined: datetime = (await db.execute(sa.select(users.c.created_at).where(users.c.id == user_id))).scalar_one()
    query = sa.select(board_readings.c.board_id, board_readings.c.at).where(
        board_readings.c.user_id == user_id, board_readings.c.board_id.in_(board_ids)
    )
    marked = {row.board_id: row.at for row in await db.execute(query)}
    return {board_id: rules.new_since(now, joined_at=joined, marked_at=marked.get(board_id)) for board_id in board_ids}


async def visit_since(db: Db, user_id: int, now: datetime) -> datetime | None:
    """When somebody's visit before this one ended; None for their first."""
    query = sa.select(attendances.c.last_at, attendances.c.before_at).where(attendances.c.user_id == user_id)
    found = (await db.execute(query)).first()
    return None if found is None else rules.visit_since(now, last_at=found.last_at, before_at=found.before_at)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody before one thread.

    Attributes:
        read: how far they have read it; None when they never opened it.
        chosen: what they chose for it; None for nothing, so that what holds is `from_board`.
    """

    read: int | None
    since: Since
    chosen: Level | None
    from_board: Level

    @property
    def level(self) -> Level:
        return self.chosen or self.from_board


def _reader() -> Prepared:
    of_thread, of_board = follows.alias("of_thread"), follows.alias("of_board")
    thread_id, board_id = sa.bindparam("thread_id", type_=Id), sa.bindparam("board_id", type_=Id)

    def choice(chosen: sa.FromClause, place: Place, place_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        return sa.and_(chosen.c.user_id == users.c.id, chosen.c.place == place, chosen.c.place_id == place_id)

    return Prepared(
        sa.select(
            users.c.created_at, board_readings.c.at, readings.c.number, of_thread.c.level.label("chosen"),
            of_board.c.level.label("from_board"),
        )
        .select_from(users)
        .outerjoin(readings, sa.and_(readings.c.user_id == users.c.id, readings.c.thread_id == thread_id))
        .outerjoin(
            board_readings, sa.and_(board_readings.c.user_id == users.c.id, board_readings.c.board_id == board_id)
        )
        .outerjoin(of_thread, choice(of_thread, Place.THREAD, thread_id))
        .outerjoin(of_board, choice(of_board, Place.BOARD, board_id))
        .where(users.c.id == sa.bindparam("user_id", type_=Id))
    )  # fmt: skip


_READER = _reader()


async def reader(db: Db, user_id: int, *, board_id: int, thread_id: int, now: datetime) -> Reader:
    """All that a thread's page has to know of somebody, in one statement."""
    values = {"user_id": user_id, "board_id": board_id, "thread_id": thread_id}
    row = await db.run_sync(_READER.first, values)
    return Reader(
        read=row.number,
        since=rules.new_since(now, joined_at=row.created_at, marked_at=row.at),
        chosen=row.chosen and Level(row.chosen),
        from_board=Level(row.from_board or Level.NORMAL),
    )
