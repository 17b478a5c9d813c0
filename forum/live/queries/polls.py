"""The polls of a visit's room as one reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.live.models import VisitPoll
from forum.live.queries.room import LiveRoom
from forum.polls.queries import PollLine, poll
from forum.polls.queries import polls_of as asked_polls
from forum.web.viewer import Viewer

links = table(VisitPoll)
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class AskedPoll:
    """A poll under the id by which the room knows it."""

    id: str
    poll: PollLine


async def polls_of(db: Db, room: LiveRoom, viewer: Viewer, now: datetime) -> Sequence[AskedPoll]:
    """The last few polls of a room, the newest first; three statements. Hosts see what is chosen in any case."""
    newest = sa.select(links.c.public_id, links.c.poll_id).where(links.c.visit_id == room.visit.row)
    rows = (await db.execute(newest.order_by(links.c.id.desc()).limit(MOST_SHOWN))).all()
    if not rows:
        return []
    found = await asked_polls(db, viewer, [row.poll_id for row in rows], now, sees_all=room.hosts)
    return [AskedPoll(row.public_id, found[row.poll_id]) for row in rows]


async def poll_in(db: Db, room: LiveRoom, public_id: str, viewer: Viewer, now: datetime) -> AskedPoll:
    """One poll of a room.

    Raises:
        Refused: `not_found`.
    """
    row = await poll_row(db, room, public_id)
    return AskedPoll(public_id, await poll(db, viewer, row, now, sees_all=room.hosts))


async def poll_row(db: Db, room: LiveRoom, public_id: str) -> int:
    """The row of a poll of a room.

    Raises:
        Refused: `not_found`.
    """
    one = sa.select(links.c.poll_id).where(links.c.visit_id == room.visit.row, links.c.public_id == public_id)
    found: int | None = await db.scalar(one)
    if found is None:
        raise Refused("not_found")
    return found
