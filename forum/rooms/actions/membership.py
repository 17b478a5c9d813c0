"""Opening and closing rooms, and who may talk in them. Called by whoever owns the occasion, such as a visit."""

from datetime import datetime

import sqlalchemy as sa

from forum.foundation.database import Work, table
from forum.foundation.ids import short_id
from forum.rooms.actions.entries import append_entry
from forum.rooms.events import MembershipEnded, MembershipGranted, RoomHidden, RoomRulesChanged
from forum.rooms.models import Membership, Room
from forum.rooms.rules import Part

rooms, memberships = table(Room), table(Membership)


async def open_room(work: Work, *, host_id: int) -> tuple[int, str]:
    """A new room, hidden until `show_room`, with its first host; returns its row and its public id."""
    public_id = short_id()
    values = {"public_id": public_id, "epoch": short_id(), "head": 0, "slow_seconds": 0, "created_at": work.now}
    room_id: int = (await work.db.execute(sa.insert(rooms).values(**values).returning(rooms.c.id))).scalar_one()
    await join(work, room_id, host_id, Part.HOST)
    return room_id, public_id


async def show_room(work: Work, room_id: int, *, closes_at: datetime | None) -> None:
    """Let readers in; talking ends at `closes_at` at the latest. Also moves that time of a room already shown."""
    await work.db.execute(
        sa.update(rooms)
        .where(rooms.c.id == room_id)
        .values(
            shown_at=sa.func.coalesce(rooms.c.shown_at, sa.literal(work.now, rooms.c.shown_at.type)),
            closes_at=closes_at,
        )
    )


async def hide_room(work: Work, room_id: int) -> None:
    """Make the room like an absent one again; sockets in it are sent away."""
    await work.db.execute(sa.update(rooms).where(rooms.c.id == room_id).values(shown_at=None))
    work.record(RoomHidden(room_id))


async def close_room(work: Work, room_id: int) -> None:
    """End talking for good; reading goes on. Doing it twice changes nothing."""
    closed = await work.db.execute(
        sa.update(rooms)
        .where(rooms.c.id == room_id, rooms.c.closed_at.is_(None))
        .values(closed_at=work.now)
        .returning(rooms.c.id)
    )
    if closed.first() is not None:
        await append_entry(work, room_id, "room.closed")
        work.record(RoomRulesChanged(room_id))


async def join(work: Work, room_id: int, user_id: int, part: Part) -> None:
    """Let somebody talk; a member already there gets the new part."""
    changed = await work.db.execute(
        sa.update(memberships).where(_live(room_id, user_id)).values(part=part.value).returning(memberships.c.id)
    )
    if changed.first() is None:
        await work.db.execute(
            sa.insert(memberships).values(room_id=room_id, user_id=user_id, part=part.value, since=work.now)
        )
    work.record(MembershipGranted(room_id, user_id))


async def leave(work: Work, room_id: int, user_id: int) -> None:
    """Take the right to talk away; nothing happens when there was none."""
    ended = await work.db.execute(
        sa.update(memberships).where(_live(room_id, user_id)).values(ended_at=work.now).returning(memberships.c.id)
    )
    if ended.first() is not None:
        work.record(MembershipEnded(room_id, user_id))


def _live(room_id: int, user_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(memberships.c.room_id == room_id, memberships.c.user_id == user_id, memberships.c.ended_at.is_(None))
