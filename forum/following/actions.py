"""Following places, reading, coming back."""

import sqlalchemy as sa

from forum.following.events import BoardRead, Followed, ThreadRead
from forum.following.models import Attendance, BoardReading, Follow, Reading
from forum.following.rules import VISIT_ENDS_AFTER, Level, Place
from forum.foundation.database import Id, Work, table

follows, readings, board_readings = table(Follow), table(Reading), table(BoardReading)
attendances = table(Attendance)


async def follow(work: Work, user_id: int, place: Place, place_id: int, level: Level) -> None:
    """Choose how much to hear of a place; the last choice counts."""
    new = work.insert(follows).values(user_id=user_id, place=place, place_id=place_id, level=level, at=work.now)
    await work.db.execute(
        new.on_conflict_do_update(
            index_elements=["user_id", "place", "place_id"], set_={"level": new.excluded.level, "at": new.excluded.at}
        )
    )
    work.record(Followed(user_id, place, place_id, level))


async def track_what_one_writes_in(work: Work, user_id: int, thread_id: int, *, board_id: int) -> None:
    """Who writes in a thread hears of what comes after, unless they chose otherwise, or watch its board anyway."""
    watches = sa.exists().where(
        follows.c.user_id == user_id, follows.c.place == Place.BOARD, follows.c.place_id == board_id,
        follows.c.level == Level.WATCH,
    )  # fmt: skip
    values = {"user_id": user_id, "place": Place.THREAD, "place_id": thread_id, "level": Level.TRACK, "at": work.now}
    row = sa.select(*(sa.literal(value, follows.c[name].type) for name, value in values.items()))
    new = work.insert(follows).from_select([*values], row.where(~watches))
    await work.db.execute(new.on_conflict_do_nothing(index_elements=["user_id", "place", "place_id"]))


async def follow_instead(work: Work, from_thread_id: int, to_thread_id: int) -> None:
    """Who chose something about a thread chose it about another that takes its place, unless they chose there too."""
    old = sa.select(follows.c.user_id, follows.c.place, sa.literal(to_thread_id, Id), follows.c.level, follows.c.at)
    old = old.where(follows.c.place == Place.THREAD, follows.c.place_id == from_thread_id)
    new = work.insert(follows).from_select(["user_id", "place", "place_id", "level", "at"], old)
    await work.db.execute(new.on_conflict_do_nothing(index_elements=["user_id", "place", "place_id"]))


async def read_up_to(work: Work, user_id: int, thread_id: int, number: int) -> None:
    """Somebody has seen a thread's posts up to that number; it never moves back."""
    new = work.insert(readings).values(user_id=user_id, thread_id=thread_id, number=number, at=work.now)
    await work.db.execute(
        new.on_conflict_do_update(
            index_elements=["user_id", "thread_id"],
            set_={"number": new.excluded.number, "at": new.excluded.at},
            where=new.excluded.number > readings.c.number,
        )
    )
    work.record(ThreadRead(user_id, thread_id, number))


async def read_board(work: Work, user_id: int, board_id: int) -> None:
    """For somebody, nothing of what stands on a board now is new any more."""
    new = work.insert(board_readings).values(user_id=user_id, board_id=board_id, at=work.now)
    await work.db.execute(
        new.on_conflict_do_update(index_elements=["user_id", "board_id"], set_={"at": new.excluded.at})
    )
    work.record(BoardRead(user_id, board_id))


async def note_visit(work: Work, user_id: int) -> None:
    """Somebody was noticed here; after a pause that begins a new visit."""
    new = work.insert(attendances).values(user_id=user_id, last_at=work.now, before_at=None)
    came_back = attendances.c.last_at < work.now - VISIT_ENDS_AFTER
    await work.db.execute(
        new.on_conflict_do_update(
            index_elements=["user_id"],
            set_={
                "last_at": new.excluded.last_at,
                "before_at": sa.case((came_back, attendances.c.last_at), else_=attendances.c.before_at),
            },
            where=new.excluded.last_at > attendances.c.last_at,
        )
    )
