"""Where a day stands, from what was decided about it and what time it is."""

from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    UPCOMING = "upcoming"
    LIVE = "live"
    OVER = "over"
    CANCELLED = "cancelled"


def status(*, cancelled: bool, starts_at: datetime, ends_at: datetime, now: datetime) -> Status:
    """A day's status: live from its start until its end, cancelled whenever it was."""
    if cancelled:
        return Status.CANCELLED
    if now < starts_at:
        return Status.UPCOMING
    return Status.LIVE if now < ends_at else Status.OVER
