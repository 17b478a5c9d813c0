"""How far people have read."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.rooms import queries, rules
from forum.rooms.queries import rooms, seen, users
from forum.web.viewer import Viewer
from realtime.ports import SeenMark


async def mark(work: Work, room: str, viewer: Viewer, seq: int) -> None:
    """Keep how far somebody without a socket has read.

    Raises:
        Refused: `not_found`, `removed`.
    """
    place = await queries.place(work.db, room, viewer.public_id, work.now)
    if place is None:
        raise Refused("not_found")
    rules.check_may_enter(place.standing)
    await keep_marks(work, [SeenMark(viewer.public_id, room, seq)])


async def keep_marks(work: Work, marks: Sequence[SeenMark]) -> None:
    """Keep marks of many people at once; a mark never moves back nor beyond the room's head."""
    if not marks:
        return
    work.shown_to_all = False
    ids = {row.public_id: row.id for row in await work.db.execute(_rows(users, {mark.account for mark in marks}))}
    heads = {
        row.public_id: row for row in await work.db.execute(_rows(rooms, {mark.room for mark in marks}, rooms.c.head))
    }
    newest: dict[tuple[int, int], int] = {}
    for mark in marks:
        if mark.account in ids and mark.room in heads:
            room = heads[mark.room]
            key = room.id, ids[mark.account]
            newest[key] = max(newest.get(key, 0), min(mark.seq, room.head))
    if not newest:
        return
    values = [{"room_id": room, "user_id": user, "seq": seq} for (room, user), seq in sorted(newest.items())]
    kept = work.insert(seen).values(values)
    await work.db.execute(
        kept.on_conflict_do_update(
            index_elements=["room_id", "user_id"],
            set_={"seq": kept.excluded.seq},
            where=kept.excluded.seq > seen.c.seq,
        )
    )


def _rows(table: sa.Table, public_ids: set[str], *more: sa.ColumnElement[int]) -> sa.Select[Any]:
    return sa.select(table.c.public_id, table.c.id, *more).where(table.c.public_id.in_(public_ids))
