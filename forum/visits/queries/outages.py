"""Reading who has no power or connection when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.visits.models import Outage as OutageRow
from forum.visits.queries.visits import MOST_ON_A_PAGE, municipalities
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
        .where(_concerns(viewer), outages.c.ends_at > now)
        .order_by(outages.c.starts_at, outages.c.id)
        .limit(MOST_ON_A_PAGE)
    )
    return [
        OutageView(
            id=row.public_id, starts_at=row.starts_at, ends_at=row.ends_at, shared=row.municipality_id is not None
        )
        for row in rows
    ]


async def outages_between(db: Db, viewer: Viewer, towns: Sequence[int], now: datetime) -> Sequence[Outage]:
    """What is in the way of a meeting of municipalities: their outages, and those of whoever plans it."""
    in_the_way = sa.or_(
        outages.c.municipality_id.in_(towns), sa.and_(outages.c.by_id == viewer.id, outages.c.municipality_id.is_(None))
    )
    rows = await db.execute(
        sa.select(outages.c.starts_at, outages.c.ends_at).where(in_the_way, outages.c.ends_at > now)
    )
    return [Outage(row.starts_at, row.ends_at) for row in rows]


async def town(db: Db, slug: str) -> Town | None:
    row = (await db.execute(sa.select(municipalities).where(municipalities.c.slug == slug))).first()
    return None if row is None else Town(row.id, row.country, row.names)


def _concerns(viewer: Viewer) -> sa.ColumnElement[bool]:
    own = sa.and_(outages.c.by_id == viewer.id, outages.c.municipality_id.is_(None))
    return own if viewer.municipality_id is None else sa.or_(own, outages.c.municipality_id == viewer.municipality_id)
