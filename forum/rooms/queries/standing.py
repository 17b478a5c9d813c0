"""Who stands where in a room."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from forum.rooms import rules
from forum.rooms.queries.tables import FOR_EVER, MOMENT, memberships, mutes, rooms, seen, sessions, suspensions, users
from forum.rooms.rules import Standing

_NOW = sa.bindparam("now", type_=MOMENT)

_suspended_until = (
    sa.select(sa.func.max(sa.func.coalesce(suspensions.c.ends_at, sa.literal(FOR_EVER, MOMENT)), type_=MOMENT))
    .where(suspensions.c.user_id == users.c.id, suspensions.c.starts_at <= _NOW)
    .where(sa.or_(suspensions.c.ends_at.is_(None), suspensions.c.ends_at > _NOW))
    .scalar_subquery()
)
_muted_until = (
    sa.select(sa.func.max(mutes.c.ends_at))
    .where(mutes.c.room_id == rooms.c.id, mutes.c.user_id == users.c.id)
    .where(mutes.c.ends_at > _NOW, mutes.c.lifted_at.is_(None))
    .scalar_subquery()
)
STANDING = (
    sa.select(
        rooms.c.id, rooms.c.public_id.label("room"), rooms.c.epoch, rooms.c.head, rooms.c.shown_at, rooms.c.closes_at,
        rooms.c.closed_at, rooms.c.read_only_at, users.c.id.label("user_id"), users.c.public_id.label("account"),
        users.c.name, users.c.role, users.c.lang, users.c.confirmed_at, memberships.c.part,
        _suspended_until.label("suspended_until"), _muted_until.label("muted_until"),
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


@dataclass(frozen=True, slots=True)
class Place:
    """A room as somebody finds it; `seen` is how far they have read, `signed_in` whether their session lives."""

    id: int
    room: str
    epoch: str
    head: int
    user_id: int | None
    standing: Standing
    seen: int
    signed_in: bool


async def place(
    db: AsyncConnection, room: str, account: str | None, now: datetime, *, session: int | None = None
) -> Place | None:
    """A room by its public id and where an account stands in it; None when there is no such room, hidden ones too."""
    bound = {"room": room, "account": account, "now": now, "session": session}
    row = (await db.execute(_ADMISSION, bound)).first()
    if row is None:
        return None
    standing = standing_of(row)
    if not rules.is_shown(standing, now):
        return None
    return Place(row.id, row.room, row.epoch, row.head, row.user_id, standing, row.seen or 0, bool(row.signed_in))


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
    )


async def part_of(db: AsyncConnection, room_id: int, user_id: int) -> str | None:
    """The part of a live member, None for others."""
    return await db.scalar(
        sa.select(memberships.c.part).where(
            memberships.c.room_id == room_id, memberships.c.user_id == user_id, memberships.c.ended_at.is_(None)
        )
    )
