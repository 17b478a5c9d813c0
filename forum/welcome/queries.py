"""Reading who was shown around."""

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.welcome.models import Welcome

welcomes = table(Welcome)


async def is_done(db: Db, user_id: int) -> bool:
    return await db.scalar(sa.select(welcomes.c.user_id).where(welcomes.c.user_id == user_id)) is not None
