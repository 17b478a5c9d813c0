"""Who stands where in a room."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from forum.foundation.database import Database, Prepared
from forum.rooms import rules
from forum.rooms.queries.tables import (
    FOR_EVER,
    MOMENT,
    entries,
    memberships,
    mutes,
    removals,
    rooms,
    seen,
    sessions,
    suspensions,
    users,
)
from forum.rooms.rules import Standing

RECENT = 2_000
"""So many entries back a last message is looked for: in slow mode nobody's is further back within a minute."""
_NOW = sa.bindparam("now", type_=MOMENT)

_suspended_until = (
    sa.select(sa.func.max(sa.func.coalesce(suspensions.c.ends_at, sa.literal(FOR_EVER, MOMENT)), type_=MOMENT))
    .where(suspensions.c.user_id == users.c.id)
    .where(sa.or_(suspensions.c.ends_at.is_(None), suspensions.c.ends_at > _NOW))
    .scalar_subquery()
)
_muted_until = (
    sa.select(sa.func.max(mutes.c.ends_at))
    .where(mutes.c.room_id == rooms.c.id, mutes.c.user_id == users.c.id)
    .where(mutes.c.ends_at > _NOW, mutes.c.lifted_at.is_(None))
    .scalar_subquery()
)
_removed = (
    sa.select(sa.func.count())
    .where(removals.c.room_id == rooms.c.id, removals.c.user_id == users.c.id, removals.c.lifted_at.is_(None))
    .scalar_subquery()
)
STANDING = (
    sa.select(
        rooms.c.id, rooms.c.public_id.label("room"), rooms.c.epoch, rooms.c.head, rooms.c.shown_at, rooms.c.closes_at,
        rooms.c.closed_at, rooms.c.read_only_at, rooms.c.slow_seconds, users.c.id.label("user_id"),
        users.c.public_id.label("account"), users.c.name, users.c.role, users.c.lang, users.c.confirmed_at,
        memberships.c.part, _suspended_until.label("suspended_until"), _muted_until.label("muted_until"),
        _removed.label("removed"),
    )
    .select_from(rooms)
    .outerjoin(users, users.c.public_id == sa.bindparam("account", type_=sa.String))
    .outerjoin(
        memberships,
        sa.and_(
            memberships.c.room_id == rooms.c.id,
            memberships.c.user_id == users.c.id,
            memberships.c.ended_at.is_(None),
        ),
    )
    .where(rooms.c.public_id == sa.bindparam("room"))
)  # fmt: skip
"""A room and where an account stands in it; binds `room`, `account` (None for a guest) and `now`."""

_ADMISSION = STANDING.add_columns(
    sa.select(sa.func.count())
    .select_from(sessions)
    .where(sessions.c.id == sa.bindparam("session", type_=sa.BigInteger), sessions.c.ended_at.is_(None))
    .where(sa.or_(sessions.c.expires_at.is_(None), sessions.c.expires_at > _NOW))
    .scalar_subquery()
    .label("signed_in"),
    sa.select(seen.c.seq)
    .where(seen.c.room_id == rooms.c.id, seen.c.user_id == users.c.id)
    .scalar_subquery()
    .label("seen"),
)
_PREPARED_ADMISSION = Prepared(_ADMISSION)


@dataclass(frozen=True, slots=True)
class Place:
    """A room as somebody finds it.

    `name` is theirs, None for a guest; `seen` is how far they have read, `signed_in` whether their session lives.
    """

    id: int
    room: str
    epoch: str
    head: int
    user_id: int | None
    name: str | None
    standing: Standing
    seen: int
    signed_in: bool


async def place(db: AsyncConnection, room: str, account: str | None, now: datetime) -> Place | None:
    """A room by its public id and where an account stands in it; None when there is no such room, hidden ones too."""
    bound = {"room": room, "account": account, "now": now, "session": None}
    return _place((await db.execute(_ADMISSION, bound)).first(), now)


async def place_at_the_door(
    database: Database, room: str, account: str | None, now: datetime, *, session: int | None
) -> Place | None:
    """The same for somebody who comes in by a session, as a look-up by itself."""
    bound = {"room": room, "account": account, "now": now, "session": session}
    return _place(await database.look_up(_PREPARED_ADMISSION, bound), now)


def _place(row: Any, now: datetime) -> Place | None:
    if row is None:
        return None
    standing = standing_of(row)
    if not rules.is_shown(standing):
        return None
    return Place(
        row.id, row.room, row.epoch, row.head, row.user_id, row.name, standing, row.seen or 0, bool(row.signed_in)
    )


def standing_of(row: Any) -> Standing:
    """The standing in a row of `STANDING`."""
    return Standing(
        shown_at=row.shown_at,
        closes_at=row.closes_at,
        closed_at=row.closed_at,
        read_only_at=row.read_only_at,
        role=row.role or "",
        part=row.part,
        confirmed=row.confirmed_at is not None,
        suspended_until=row.suspended_until,
        muted_until=row.muted_until,
        slow_seconds=row.slow_seconds,
        removed=bool(row.removed),
    )


async def part_of(db: AsyncConnection, room_id: int, user_id: int) -> str | None:
    """The part of a live member, None for others."""
    return await db.scalar(
        sa.select(memberships.c.part).where(
            memberships.c.room_id == room_id, memberships.c.user_id == user_id, memberships.c.ended_at.is_(None)
        )
    )


async def members_of(db: AsyncConnection, room_id: int, limit: int) -> list[tuple[str, str]]:
    """Account and name of those guests and speakers of a room who were not sent out, by name."""
    out = sa.select(removals.c.user_id).where(removals.c.room_id == room_id, removals.c.lifted_at.is_(None))
    rows = await db.execute(
        sa.select(users.c.public_id, users.c.name)
        .join(memberships, memberships.c.user_id == users.c.id)
        .where(memberships.c.room_id == room_id, memberships.c.ended_at.is_(None), users.c.id.not_in(out))
        .where(memberships.c.part != rules.Part.HOST)
        .order_by(users.c.name, users.c.id)
        .limit(limit)
    )
    return [(row.public_id, row.name) for row in rows]


async def sent_out_of(db: AsyncConnection, room_id: int) -> list[tuple[str, str]]:
    """Account and name of those who were sent out of a room, the last one first."""
    rows = await db.execute(
        sa.select(users.c.public_id, users.c.name)
        .join(removals, removals.c.user_id == users.c.id)
        .where(removals.c.room_id == room_id, removals.c.lifted_at.is_(None))
        .order_by(removals.c.id.desc())
    )
    return [(row.public_id, row.name) for row in rows]


def members_called(connection: sa.Connection, room_id: int, first_words: Collection[str]) -> list[tuple[str, str]]:
    """Account and name of those members of a room whose names begin with one of the words."""
    begins = (users.c.name.startswith(word, autoescape=True) for word in first_words)
    rows = connection.execute(
        sa.select(users.c.public_id, users.c.name)
        .join(memberships, memberships.c.user_id == users.c.id)
        .where(memberships.c.room_id == room_id, memberships.c.ended_at.is_(None), sa.or_(*begins))
    )
    return [(row.public_id, row.name) for row in rows]


async def spoke_at(db: AsyncConnection, place: Place) -> datetime | None:
    """When somebody said their last message in a room; None when they said none lately."""
    return await db.scalar(
        sa.select(entries.c.at)
        .where(entries.c.room_id == place.id, entries.c.author_id == place.user_id)
        .where(entries.c.kind == rules.MESSAGE, entries.c.seq > place.head - RECENT)
        .order_by(entries.c.seq.desc())
        .limit(1)
    )
