"""What a subscribed calendar holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.foundation.database import Db
from forum.visits.queries.seats import PLACED
from forum.visits.queries.views import VisitView
from forum.visits.queries.visits import matching, seats, visits
from forum.visits.rules.seats import SeatState

KEPT = timedelta(days=90)
MOST = 200


async def visits_to_note(db: Db, user_id: int, now: datetime) -> Sequence[tuple[VisitView, bool]]:
    """What somebody hosts, has a seat at, waits or has asked for, and whether it is certain; no drafts."""
    mine = (seats.c.user_id == user_id, PLACED)
    places = {
        row.visit_id: row.state for row in await db.execute(sa.select(seats.c.visit_id, seats.c.state).where(*mine))
    }
    of_them = sa.or_(visits.c.host_id == user_id, visits.c.id.in_(sa.select(seats.c.visit_id).where(*mine)))
    found = await matching(db, of_them, now, since=now - KEPT, limit=MOST)
    return [(visit, visit.host_row == user_id or places.get(visit.row) == SeatState.SEATED) for visit in found]


async def visits_of_town(db: Db, municipality: int, now: datetime, *, kept: timedelta = KEPT) -> Sequence[VisitView]:
    """The visits that a municipality hosts, and that ended no longer ago than `kept`; the last ones first."""
    return await matching(db, visits.c.municipality_id == municipality, now, since=now - kept, limit=MOST)
