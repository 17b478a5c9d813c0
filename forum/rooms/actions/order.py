"""Hosts keep order: reading only, a slower pace or the end for all; listening only, or not even that, for one."""

from datetime import datetime

import sqlalchemy as sa

from forum.audit import actions as audit
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.rooms import queries, rules
from forum.rooms.actions.entries import append_entry
from forum.rooms.actions.membership import close_room
from forum.rooms.events import RoomRulesChanged
from forum.rooms.queries import Place, mutes, removals, rooms, users
from forum.web.viewer import Viewer


async def set_read_only(work: Work, room: str, viewer: Viewer, *, on: bool) -> None:
    """Let everybody read only, or talk again; a change is an entry of the log. Doing it twice changes nothing.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    place = await _hosted(work, room, viewer)
    changed = await work.db.execute(
        sa.update(rooms)
        .where(rooms.c.id == place.id, rooms.c.read_only_at.is_(None) if on else rooms.c.read_only_at.is_not(None))
        .values(read_only_at=work.now if on else None)
        .returning(rooms.c.id)
    )
    if changed.first() is not None:
        key = "room.read_only" if on else "room.opened"
        await audit.note(work, key, actor_id=viewer.row, target=f"room:{room}")
        await append_entry(work, place.id, key, author_id=viewer.row)
        work.record(RoomRulesChanged(place.id))


async def set_slow_mode(work: Work, room: str, viewer: Viewer, *, seconds: int) -> None:
    """Put a pause between two messages of one person, or none; a change is an entry of the log.

    Raises:
        Refused: `not_found`, `not_allowed`, `field_invalid`.
    """
    place = await _hosted(work, room, viewer)
    rules.check_slow_mode(seconds)
    changed = await work.db.execute(
        sa.update(rooms)
        .where(rooms.c.id == place.id, rooms.c.slow_seconds != seconds)
        .values(slow_seconds=seconds)
        .returning(rooms.c.id)
    )
    if changed.first() is not None:
        await audit.note(work, "room.slow_mode", actor_id=viewer.row, target=f"room:{room}", seconds=seconds)
        await append_entry(work, place.id, "room.slow_mode", author_id=viewer.row, more={"seconds": seconds})


async def close(work: Work, room: str, viewer: Viewer) -> None:
    """End the talk for good; reading goes on. Doing it twice changes nothing.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    place = await _hosted(work, room, viewer)
    if place.standing.closed_at is None:
        await close_room(work, place.id)
        await audit.note(work, "room.closed", actor_id=viewer.row, target=f"room:{room}")


async def remove(work: Work, room: str, account: str, viewer: Viewer) -> None:
    """Send somebody out: their sockets are closed, and their account does not come in again, whatever seat it takes.

    Raises:
        Refused: `not_found`, `not_allowed`; hosts and moderators cannot be sent out.
    """
    place, user_id = await _guest(work, room, account, viewer)
    there = sa.select(removals.c.id).where(_sent_out(place.id, user_id))
    if await work.db.scalar(there) is not None:
        return
    values = {"room_id": place.id, "user_id": user_id, "by_id": viewer.row, "at": work.now}
    await work.db.execute(sa.insert(removals).values(**values))
    await audit.note(work, "room.removed", actor_id=viewer.row, target=f"room:{room}", account=account)
    work.record(RoomRulesChanged(place.id, user_id))


async def let_in_again(work: Work, room: str, account: str, viewer: Viewer) -> None:
    """Take a removal back; nothing happens when there was none.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    place, user_id = await _guest(work, room, account, viewer)
    lifted = sa.update(removals).where(_sent_out(place.id, user_id)).values(lifted_at=work.now)
    if (await work.db.execute(lifted.returning(removals.c.id))).first() is not None:
        await audit.note(work, "room.let_in_again", actor_id=viewer.row, target=f"room:{room}", account=account)
        work.record(RoomRulesChanged(place.id, user_id))


async def mute(work: Work, room: str, account: str, viewer: Viewer, *, until: datetime) -> None:
    """Let somebody listen only until a moment; a longer time counts more than a shorter one.

    Raises:
        Refused: `not_found`, `not_allowed`; hosts and moderators cannot be muted.
    """
    place, user_id = await _guest(work, room, account, viewer)
    values = {"room_id": place.id, "user_id": user_id, "by_id": viewer.row, "starts_at": work.now, "ends_at": until}
    await work.db.execute(sa.insert(mutes).values(**values))
    await audit.note(work, "room.muted", actor_id=viewer.row, target=f"room:{room}", account=account)
    work.record(RoomRulesChanged(place.id, user_id))


async def unmute(work: Work, room: str, account: str, viewer: Viewer) -> None:
    """Let somebody talk again; nothing happens when they already may.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    place, user_id = await _guest(work, room, account, viewer)
    lifted = await work.db.execute(
        sa.update(mutes)
        .where(mutes.c.room_id == place.id, mutes.c.user_id == user_id)
        .where(mutes.c.ends_at > work.now, mutes.c.lifted_at.is_(None))
        .values(lifted_at=work.now)
        .returning(mutes.c.id)
    )
    if lifted.first() is not None:
        await audit.note(work, "room.unmuted", actor_id=viewer.row, target=f"room:{room}", account=account)
        work.record(RoomRulesChanged(place.id, user_id))


def _sent_out(room_id: int, user_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(removals.c.room_id == room_id, removals.c.user_id == user_id, removals.c.lifted_at.is_(None))


async def _hosted(work: Work, room: str, viewer: Viewer) -> Place:
    place = await queries.place(work.db, room, viewer.public_id, work.now)
    if place is None:
        raise Refused("not_found")
    rules.check_may_host(place.standing, work.now)
    return place


async def _guest(work: Work, room: str, account: str, viewer: Viewer) -> tuple[Place, int]:
    place = await _hosted(work, room, viewer)
    person = (await work.db.execute(sa.select(users.c.id, users.c.role).where(users.c.public_id == account))).first()
    if person is None:
        raise Refused("not_found")
    part = await queries.part_of(work.db, place.id, person.id)
    if part == rules.Part.HOST or person.role in rules.MODERATORS:
        raise Refused("not_allowed")
    return place, person.id
