"""Who carries the video of a visit."""

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.live.models import VideoChoice
from forum.live.video import LINK

choices = table(VideoChoice)


async def provider_of(db: Db, visit_id: int) -> str:
    """The name under which `video.offered` has it."""
    found: str | None = await db.scalar(sa.select(choices.c.provider).where(choices.c.visit_id == visit_id))
    return found or LINK
