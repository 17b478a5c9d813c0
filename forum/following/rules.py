"""How much people want to hear of a place, and what is new to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from forum.foundation.errors import Refused

# Who was away for so long comes back for a new visit.
VISIT_ENDS_AFTER = timedelta(hours=1)
# What nobody looked at for so long is not called new any more.
NEW_FOR = timedelta(days=14)


class Place(StrEnum):
    """What can be followed; of a person one can only have enough."""

    BOARD = "board"
    THREAD = "thread"
    TAG = "tag"
    PERSON = "person"


class Level(StrEnum):
    """How much somebody wants to hear: of everything and by mail, of what is new, of what concerns them, of nothing."""

    WATCH = "watch"
    TRACK = "track"
    NORMAL = "normal"
    MUTE = "mute"


def known_level(level: object) -> Level:
    """Raises:
    Refused: `level_unknown`.
    """
    try:
        return Level(str(level))
    except ValueError:
        raise Refused("level_unknown", field="level") from None


def visit_since(now: datetime, *, last_at: datetime | None, before_at: datetime | None) -> datetime | None:
    """When the visit before this one ended; None for somebody who was never here before.

    Args:
        last_at: when they were last noticed.
        before_at: when they were last noticed in the visit before that one.
    """
    if last_at is not None and now - last_at > VISIT_ENDS_AFTER:
        return last_at
    return before_at


@dataclass(frozen=True, slots=True)
class Since:
    """From when on what was written on a board is new to somebody.

    Attributes:
        unopened: in threads that they never opened.
        marked: in any; None while they never marked the board as read.
    """

    unopened: datetime
    marked: datetime | None


def new_since(now: datetime, *, joined_at: datetime, marked_at: datetime | None) -> Since:
    """`marked_at` is when somebody marked the board as read; None for never."""
    return Since(unopened=max(marked_at or joined_at, joined_at, now - NEW_FOR), marked=marked_at)


def unread(*, head: int, last_number: int, bumped_at: datetime, read: int | None, since: Since) -> int:
    """How many posts of a thread are new to somebody: from numbers alone, whatever the thread's length.

    Args:
        head: the number of its last post; `last_number` that of its last post that can be read.
        read: the number they have read up to; None when they never opened it.
    """
    if read is None:
        return head if bumped_at > since.unopened else 0
    if last_number <= read or (since.marked is not None and bumped_at <= since.marked):
        return 0
    return head - read
