"""What moderators set for a thread: when it closes, and how fast one may write in it."""

import math
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from forum.foundation.errors import Refused

SLOW_MODES: Final = (0, 1, 5, 15, 60)
"""The minutes between two posts of one person that a moderator may choose; 0 ends slow mode."""
LATEST_CLOSING: Final = timedelta(days=3660)


def closing_time(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """When a thread closes, from what was typed or sent.

    Args:
        text: ISO 8601; without an offset it is wall time in `zone`.

    Raises:
        Refused: `closing_invalid` for anything that is not a moment of the next ten years.
    """
    try:
        typed = datetime.fromisoformat(text.strip())
        at = (typed if typed.tzinfo else typed.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("closing_invalid", field="closes_at") from None
    if not now < at < now + LATEST_CLOSING:
        raise Refused("closing_invalid", field="closes_at")
    return at


def is_due(closes_at: datetime | None, now: datetime) -> bool:
    """Whether the time has come, also while nobody has closed the thread yet."""
    return closes_at is not None and closes_at <= now


def check_slow_mode(minutes: int) -> None:
    """Raises:
    Refused: `field_invalid` for a pace that is not one of `SLOW_MODES`.
    """
    if minutes not in SLOW_MODES:
        raise Refused("field_invalid", field="minutes", at="minutes")


def check_pace(minutes: int, wrote_at: datetime | None, now: datetime) -> None:
    """Args:
        minutes: the thread's pace; 0 lets everybody write at once.
        wrote_at: when this person last wrote in the thread.

    Raises:
        Refused: `thread_is_slow` (minutes to wait, and `every` how many one may write).
    """
    if not minutes or wrote_at is None:
        return
    # A clock that was set back must not make anybody wait longer than the mode says.
    left = min(timedelta(minutes=minutes), timedelta(minutes=minutes) - (now - wrote_at)).total_seconds()
    if left > 0:
        headers = {"Retry-After": str(math.ceil(left))}
        raise Refused("thread_is_slow", headers=headers, minutes=math.ceil(left / 60), every=minutes)
