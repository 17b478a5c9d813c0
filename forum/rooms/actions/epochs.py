"""A new epoch: readers of a room's rewritten history start over."""

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.ids import short_id
from forum.rooms.queries import rooms


async def renew_epochs(work: Work) -> None:
    """Tell every room that its history was rewritten: what readers remember may not be what the store has."""
    await work.db.execute(sa.update(rooms).values(epoch=short_id()))
