"""Where a visit stands, from what was done to it and what time it is."""

from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


def status(*, published: bool, cancelled: bool, starts_at: datetime, ends_at: datetime, now: datetime) -> Status:
    """A visit's status: live from its start until its end, cancelled whenever it was."""
    if cancelled:
        return Status.CANCELLED
    if not published:
        return Status.DRAFT
    if now < starts_at:
        return Status.PUBLISHED
    return Status.LIVE if now < ends_at else Status.ENDED
