"""Who was present, and certificates of it.

Presence is what the room noted, unless the host corrects it. A certificate rests on the host's word alone:
`present_minutes` is the one place that says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.live.queries.attendance import Attendee as NotedAttendee
from forum.live.queries.attendance import attendees as noted_by_the_room
from forum.records.models import Certificate, Presence
from forum.records.queries.towns import seated
from forum.visits.queries import VisitView, municipalities, seats, users, visits

presences, certificates = table(Presence), table(Certificate)


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody with a seat.

    Attributes:
        minutes: None while the host has marked nothing.
        noted: the minutes that the room noted; None when it never saw them.
        by_code: whether they typed the code of those who listen by telephone.
        code: of their certificate, None without one.
    """

    row: int
    id: str
    name: str
    town: Mapping[str, str]
    minutes: int | None
    noted: int | None
    by_code: bool
    code: str | None

    @property
    def present(self) -> int | None:
        """What counts: the host's word, else what the room noted; who listened by telephone it did not see."""
        if self.minutes is not None:
            return self.minutes
        return None if self.by_code and not self.noted else self.noted

    @property
    def was_there(self) -> bool | None:
        """None where neither the host nor the room knows."""
        if self.minutes is None and self.by_code:
            return True
        return None if self.present is None else self.present > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateView:
    """What a certificate says."""

    code: str
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
    noted = {person.account: person for person in await noted_by_the_room(db, visit)}
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
    return [_attendee(row, noted.get(row.public_id)) for row in rows]


async def headcount(db: Db, visit: VisitView) -> int:
    """How many of those with a seat were there at all; all of them where neither the room nor the host knows of any."""
    there = [person.was_there for person in await attendees(db, visit)]
    known = [one for one in there if one is not None]
    return sum(known) if known else len(there)


async def certificate(db: Db, code: str) -> CertificateView:
    """Raises:
    Refused: `not_found`.
    """
    return await _one(db, certificates.c.code == code) or _none()


async def certificate_of(db: Db, visit_id: int, user_id: int) -> CertificateView | None:
    """Somebody's certificate of a visit, None when there is none that stands."""
    mine = certificates.c.visit_id == visit_id, certificates.c.user_id == user_id
    return await _one(db, *mine, certificates.c.revoked_at.is_(None))


def _attendee(row: Any, noted: NotedAttendee | None) -> Attendee:
    return Attendee(
        row=row.id, id=row.public_id, name=row.name, town=row.names or {}, minutes=row.minutes,
        noted=None if noted is None else noted.minutes, by_code=noted is not None and noted.code_at is not None,
        code=row.code,
    )  # fmt: skip


async def _one(db: Db, *where: sa.ColumnElement[bool]) -> CertificateView | None:
    row: Any = (
        await db.execute(
            sa.select(
                certificates.c.code, certificates.c.minutes, certificates.c.revoked_at,
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
        code=row.code, name=row.name, visit_id=row.public_id, title=row.title,
        original=row.original, starts_at=row.starts_at, zone=row.zone, minutes=row.minutes,
        revoked=row.revoked_at is not None,
    )  # fmt: skip


def _none() -> CertificateView:
    raise Refused("not_found")
