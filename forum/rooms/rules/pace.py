"""Slow mode: a pause between two messages of one person."""

import math
from datetime import datetime

from forum.foundation.errors import Refused
from forum.rooms.rules.standing import Standing

SLOW_MODES = (0, 10, 30, 60)
"""The seconds that a host may choose; 0 ends slow mode."""


def slow_for(standing: Standing) -> int:
    """The seconds between two messages of this person; 0 for hosts and moderators, whom slow mode does not hold up."""
    return 0 if standing.is_host or standing.is_moderator else standing.slow_seconds


def seconds_to_wait(standing: Standing, spoke_at: datetime | None, now: datetime) -> int:
    """How long slow mode lets this person wait before the next message, in whole seconds; 0 when they may speak.

    Args:
        spoke_at: when they said their last message, None when they said none.
    """
    slow = slow_for(standing)
    if not slow or spoke_at is None:
        return 0
    # A clock that was set back must not make anybody wait longer than the mode says.
    return max(0, min(slow, math.ceil(slow - (now - spoke_at).total_seconds())))


def check_pace(standing: Standing, spoke_at: datetime | None, now: datetime) -> None:
    """Raises:
    Refused: `slow_down` (seconds) while slow mode lets this person wait.
    """
    if seconds := seconds_to_wait(standing, spoke_at, now):
        raise Refused("slow_down", headers={"Retry-After": str(seconds)}, seconds=seconds)


def check_slow_mode(seconds: int) -> None:
    """Raises:
    Refused: `field_invalid` for a pace that is not one of `SLOW_MODES`.
    """
    if seconds not in SLOW_MODES:
        raise Refused("field_invalid", field="seconds", at="seconds")
