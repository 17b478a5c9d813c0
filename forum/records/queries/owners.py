"""Who can see to an action: those who were at the visit, and their municipalities."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forum.foundation.database import Db
from forum.records.queries.towns import seated
from forum.visits.queries import VisitView, seats, users


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who can be named as an action's owner."""

    row: int
    id: str
    name: str


async def possible_owners(db: Db, visit: VisitView) -> Sequence[Owner]:
    """The host and those with a seat, by name; nobody who is not an adult is made answerable in public."""
    there = sa.select(seats.c.user_id).where(*seated(visit.row))
    rows = await db.execute(
        sa.select(users.c.id, users.c.public_id, users.c.name)
        .where(sa.or_(users.c.id == visit.host_row, users.c.id.in_(there)), users.c.age_band == "adult")
        .order_by(users.c.name, users.c.id)
    )
    return [Owner(*row) for row in rows]
