"""Recording that somebody's rights changed, so that every process ends the sockets this concerns."""

from datetime import timedelta

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.rooms.events import RightsRevoked
from forum.rooms.queries import revocations, rooms, sessions, users

KEPT = timedelta(days=1)


async def revoke(
    work: Work,
    *,
    code: int | None = None,
    user_id: int | None = None,
    session_id: int | None = None,
    room_id: int | None = None,
) -> None:
    """Record a revocation in this transaction; those who match all that is given are meant.

    Args:
        code: the close code (`realtime.wire`); None has the rights looked at again.
    """
    fields = {
        "code": code,
        "account": await _public_id(work, users, user_id),
        "session": None if session_id is None else str(session_id),
        "room": await _public_id(work, rooms, room_id),
    }
    await work.db.execute(sa.insert(revocations).values(at=work.now, **fields))
    work.record(RightsRevoked(**fields))  # type: ignore[arg-type]


async def revoke_sessions(work: Work, user_id: int, *, code: int) -> None:
    """Record a revocation of each session that the person has now."""
    live = sa.select(sessions.c.id).where(sessions.c.user_id == user_id, sessions.c.ended_at.is_(None))
    for session_id in (await work.db.scalars(live)).all():
        await revoke(work, code=code, session_id=session_id)


async def forget_old(work: Work) -> None:
    """Delete what every process has read long ago, but for the newest row.

    SQLite would give the numbers of an emptied table out again, and processes ask for what comes after the last one.
    """
    newest = sa.select(sa.func.max(revocations.c.id)).scalar_subquery()
    await work.db.execute(sa.delete(revocations).where(revocations.c.at < work.now - KEPT, revocations.c.id < newest))


async def _public_id(work: Work, table: sa.Table, row: int | None) -> str | None:
    if row is None:
        return None
    found: str | None = await work.db.scalar(sa.select(table.c.public_id).where(table.c.id == row))
    return found
