"""Reading who has no power or connection when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.visits.models import Outage as OutageRow
from forum.visits.queries.visits import municipalities
from forum.visits.rules.slots import Outage
from forum.web.viewer import Viewer

outages = table(OutageRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageView:
    """An outage as those see it whom it concerns; `shared` is True for one of the municipality."""

    id: str
    starts_at: datetime
    ends_at: datetime
    shared: bool


@dataclass(frozen=True, slots=True)
class Town:
    row: int
    country: str
    names: Mapping[str, str]


async def outages_of(db: Db, viewer: Viewer, now: datetime) -> Sequence[OutageView]:
    """Somebody's own outages and those of their municipality that are not over, the next one first."""
    rows = await db.execute(
        sa.select(outages)
        .where(sa.or_(_own(viewer), _shared(viewer)), outages.c.ends_at > now)
        .order_by(outages.c.starts_at, outages.c.id)
    )
    return [
        OutageView(
            id=row.public_id, starts_at=row.starts_at, ends_at=row.ends_at, shared=row.municipality_id is not None
        )
        for row in rows
    ]


async def outages_ahead(db: Db, viewer: Viewer, now: datetime, *, shared: bool) -> int:
    """How many of somebody's own, or of their municipality, are not over."""
    there = _shared(viewer) if shared else _own(viewer)
    return await db.scalar(sa.select(sa.func.count()).where(there, outages.c.ends_at > now)) or 0


async def outages_between(db: Db, viewer: Viewer, towns: Sequence[int], now: datetime) -> Sequence[Outage]:
    """What is in the way of a meeting of municipalities: their outages, and those of whoever plans it."""
    in_the_way = sa.or_(outages.c.municipality_id.in_(towns), _own(viewer))
    rows = await db.execute(
        sa.select(outages.c.starts_at, outages.c.ends_at).where(in_the_way, outages.c.ends_at > now)
    )
    return [Outage(row.starts_at, row.ends_at) for row in rows]


async def town(db: Db, slug: str) -> Town | None:
    row = (await db.execute(sa.select(municipalities).where(municipalities.c.slug == slug))).first()
    return None if row is None else Town(row.id, row.country, row.names)


def _own(viewer: Viewer) -> sa.ColumnElement[bool]:
    return sa.and_(outages.c.by_id == viewer.id, outages.c.municipality_id.is_(None))


def _shared(viewer: Viewer) -> sa.ColumnElement[bool]:
    return sa.false() if viewer.municipality_id is None else outages.c.municipality_id == viewer.municipality_id
