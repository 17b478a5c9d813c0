"""A visit's room as somebody finds it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.ids import digest
from forum.live.models import LiveState
from forum.live.rules.questions import check_may_ask
from forum.rooms.queries import Place, place
from forum.rooms.rules import Standing, check_may_enter, check_may_host
from forum.visits.queries import VisitView, visit_for
from forum.web.viewer import Viewer

states = table(LiveState)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRoom:
    """A visit, its room, and what the viewer may do there.

    Attributes:
        version: rises with every change of what is live, the talk excepted.
        may_ask: whether they may ask and vote.
        hosts: whether they decide what is on: its hosts and moderators.
    """

    visit: VisitView
    place: Place
    version: int
    may_ask: bool
    hosts: bool

    def tag(self, viewer: Viewer, *more: object) -> str:
        """What changes with anything that the viewer sees of it (RFC 9110, 8.8.3); `more` is what else decides."""
        seen = (self.visit.version, self.visit.status, self.version, self.may_ask, self.hosts)
        return f'W/"{digest(viewer.public_id, *seen, *more)[:24]}"'


async def room_for(db: Db, public_id: str, viewer: Viewer, now: datetime) -> LiveRoom:
    """The room of a visit that somebody may see; three statements.

    Raises:
        Refused: `not_found`, also for a draft, whose room nobody sees yet; `removed`.
    """
    visit = await visit_for(db, public_id, viewer, now)
    found = await place(db, visit.room, viewer.public_id or None, now)
    if found is None:
        raise Refused("not_found")
    check_may_enter(found.standing)
    version = await db.scalar(sa.select(states.c.version).where(states.c.visit_id == visit.row))
    return LiveRoom(
        visit=visit,
        place=found,
        version=version or 0,
        may_ask=viewer.id is not None and _allows(check_may_ask, found, now),
        hosts=viewer.id is not None and _allows(check_may_host, found, now),
    )


def _allows(check: Callable[[Standing, datetime], None], found: Place, now: datetime) -> bool:
    try:
        check(found.standing, now)
    except Refused:
        return False
    return True
