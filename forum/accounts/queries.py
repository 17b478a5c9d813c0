"""Reading accounts and sessions."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from forum.accounts.models import Session, Suspension, User
from forum.foundation.database import table
from forum.web.viewer import Viewer

users, sessions, suspensions = table(User), table(Session), table(Suspension)


async def viewer_of_token(db: AsyncConnection, hashed: str, kind: str, now: datetime) -> Viewer | None:
    """The person whose live session has that token hash; None when there is none."""
    suspended = (
        sa.select(
            sa.func.max(
                sa.func.coalesce(
                    suspensions.c.ends_at,
                    sa.literal(datetime.max.replace(tzinfo=now.tzinfo), suspensions.c.ends_at.type),
                )
            )
        )
        .where(suspensions.c.user_id == users.c.id, suspensions.c.starts_at <= now)
        .where(sa.or_(suspensions.c.ends_at.is_(None), suspensions.c.ends_at > now))
        .scalar_subquery()
    )
    row = (
        await db.execute(
            sa.select(
                users.c.id, users.c.public_id, users.c.name, users.c.role, users.c.lang, users.c.zone,
                users.c.confirmed_at, users.c.municipality_id, sessions.c.id.label("session_id"), suspended.label("suspended_until"),
            )
            .join(sessions, sessions.c.user_id == users.c.id)
            .where(sessions.c.token_hash == hashed, sessions.c.kind == kind, sessions.c.ended_at.is_(None))
            .where(sa.or_(sessions.c.expires_at.is_(None), sessions.c.expires_at > now))
        )
    ).first()  # fmt: skip
    if row is None:
        return None
    until: datetime | None = row.suspended_until
    return Viewer(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        role=row.role,
        lang=row.lang,
        zone=row.zone,
        confirmed=row.confirmed_at is not None,
        suspended_until=None if until is None else until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        municipality_id=row.municipality_id,
        session_id=row.session_id,
        by_token=kind == "token",
    )
