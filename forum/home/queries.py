"""What the landing page, the sitemap and the health checks read."""

from datetime import datetime

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.mail.models import OutboxMail

mails = table(OutboxMail)


async def oldest_waiting_mail(db: Db, now: datetime) -> float:
    """For how many seconds the longest overdue mail has been waiting; 0 when none is."""
    oldest: datetime | None = await db.scalar(
        sa.select(sa.func.min(mails.c.next_at)).where(mails.c.state == "waiting", mails.c.next_at <= now)
    )
    return 0.0 if oldest is None else (now - oldest).total_seconds()
