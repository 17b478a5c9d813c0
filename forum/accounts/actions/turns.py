"""One after the other."""

import sqlalchemy as sa

from forum.accounts.models import User
from forum.foundation.database import Work, table
from forum.web.viewer import Viewer

users = table(User)


async def take_turn(work: Work, viewer: Viewer) -> None:
    """One request of a person at a time, so that two with the same id cannot both find nothing.

    SQLite has one writer anyway. `key_share` lets rows that only point at the person be written meanwhile.
    """
    await work.db.execute(sa.select(users.c.id).where(users.c.id == viewer.row).with_for_update(key_share=True))
