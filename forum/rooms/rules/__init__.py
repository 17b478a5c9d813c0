"""Who may do what in a room, how fast, and who is meant by a text."""

from forum.accounts.rules.mentions import mentioned, names_begun
from forum.rooms.rules.pace import SLOW_MODES, check_pace, check_slow_mode, seconds_to_wait, slow_for
from forum.rooms.rules.standing import (
    MESSAGE,
    MODERATORS,
    REWRITING,
    Part,
    Standing,
    check_may_enter,
    check_may_host,
    check_may_talk,
    check_may_withdraw,
    is_closed,
    is_shown,
    rights,
    why_not,
)

__all__ = [
    "MESSAGE", "MODERATORS", "REWRITING", "SLOW_MODES", "Part", "Standing", "check_may_enter", "check_may_host",
    "check_may_talk", "check_may_withdraw", "check_pace", "check_slow_mode", "is_closed", "is_shown", "mentioned",
    "names_begun", "rights", "seconds_to_wait", "slow_for", "why_not",
]  # fmt: skip
