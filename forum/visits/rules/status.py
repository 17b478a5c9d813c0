"""Where a visit stands, from what was done to it and what time it is."""

from datetime import datetime
from enum import StrEnum

from forum.foundation.errors import Refused


class Status(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


def check_to_come(status: Status) -> None:
    """Whether a visit lies ahead, published or not.

    Raises:
        Refused: `visit_cancelled`, `already_started`.
    """
    if status is Status.CANCELLED:
        raise Refused("visit_cancelled")
    if status not in (Status.DRAFT, Status.PUBLISHED):
        raise Refused("already_started")


def status(*, published: bool, cancelled: bool, starts_at: datetime, ends_at: datetime, now: datetime) -> Status:
    """A visit's status: live from its start until its end, cancelled whenever it was."""
    if cancelled:
        return Status.CANCELLED
    if not published:
        return Status.DRAFT
    if now < starts_at:
        return Status.PUBLISHED
    return Status.LIVE if now < ends_at else Status.ENDED
