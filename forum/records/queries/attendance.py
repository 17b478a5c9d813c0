"""Who was present, and certificates of it.

Presence is what the host marks; the form for it begins with what the room noted. A certificate rests on the host's
word alone: `present_minutes` is the one place that says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.records.models import Certificate, Presence
from forum.records.queries.towns import seated
from forum.visits.queries import VisitView, municipalities, seats, users, visits

presences, certificates = table(Presence), table(Certificate)


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody with a seat; `minutes` is None while the host has marked nothing, `code` that of their certificate."""

    row: int
    id: str
    name: str
    town: Mapping[str, str]
    minutes: int | None
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateView:
    """What a certificate says; who holds it is not known to those who only look it up."""

    code: str
    holder_row: int
    name: str
    visit_id: str
    title: Mapping[str, str]
    original: str
    starts_at: datetime
    zone: str
    minutes: int
    revoked: bool


async def present_minutes(db: Db, visit_id: int, user_id: int) -> int | None:
    """For how long somebody who held a seat was there; None when nobody said that they were."""
    query = (
        sa.select(presences.c.minutes)
        .join(seats, seats.c.user_id == presences.c.user_id)
        .where(*seated(visit_id), presences.c.visit_id == visit_id, presences.c.user_id == user_id)
    )
    found: int | None = await db.scalar(query)
    return found


async def attendees(db: Db, visit: VisitView) -> Sequence[Attendee]:
    """Everybody with a seat, by name."""
    rows = await db.execute(
        sa.select(
            users.c.id, users.c.public_id, users.c.name, municipalities.c.names, presences.c.minutes,
            certificates.c.code,
        )
        .join(seats, seats.c.user_id == users.c.id)
        .outerjoin(municipalities, municipalities.c.id == users.c.municipality_id)
        .outerjoin(presences, sa.and_(presences.c.user_id == users.c.id, presences.c.visit_id == visit.row))
        .outerjoin(
            certificates,
            sa.and_(
                certificates.c.user_id == users.c.id, certificates.c.visit_id == visit.row,
                certificates.c.revoked_at.is_(None),
            ),
        )
        .where(*seated(visit.row))
        .order_by(users.c.name, users.c.id)
    )  # fmt: skip
    return [Attendee(row.id, row.public_id, row.name, row.names or {}, row.minutes, row.code) for row in rows]


async def headcount(db: Db, visit_id: int) -> int:
    """How many were there at all, as far as the host marked anybody, else how many held a seat."""
    query = sa.select(sa.func.count(), sa.func.count().filter(presences.c.minutes > 0))
    marked, there = (await db.execute(query.where(presences.c.visit_id == visit_id))).one()
    if marked:
        return int(there)
    return int(await db.scalar(sa.select(sa.func.count()).where(*seated(visit_id))) or 0)


async def certificate(db: Db, code: str) -> CertificateView:
    """Raises:
    Refused: `not_found`.
    """
    return await _one(db, certificates.c.code == code) or _none()


async def certificate_of(db: Db, visit_id: int, user_id: int) -> CertificateView | None:
    """Somebody's certificate of a visit, None when there is none that stands."""
    mine = certificates.c.visit_id == visit_id, certificates.c.user_id == user_id
    return await _one(db, *mine, certificates.c.revoked_at.is_(None))


async def _one(db: Db, *where: sa.ColumnElement[bool]) -> CertificateView | None:
    row: Any = (
        await db.execute(
            sa.select(
                certificates.c.code, certificates.c.user_id, certificates.c.minutes, certificates.c.revoked_at,
                users.c.name, visits.c.public_id, visits.c.title, visits.c.original, visits.c.starts_at, visits.c.zone,
            )
            .join(users, users.c.id == certificates.c.user_id)
            .join(visits, visits.c.id == certificates.c.visit_id)
            .where(*where)
        )
    ).first()  # fmt: skip
    if row is None:
        return None
    return CertificateView(
        code=row.code, holder_row=row.user_id, name=row.name, visit_id=row.public_id, title=row.title,
        original=row.original, starts_at=row.starts_at, zone=row.zone, minutes=row.minutes,
        revoked=row.revoked_at is not None,
    )  # fmt: skip


def _none() -> CertificateView:
    raise Refused("not_found")
