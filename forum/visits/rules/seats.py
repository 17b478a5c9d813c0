"""Who gets a seat, who waits, and who moves up."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from forum.foundation.errors import Refused
from forum.visits.rules.status import Status

MOST_SEATS = 10_000


class SeatState(StrEnum):
    SEATED = "seated"
    WAITING = "waiting"


def check_open(status: Status) -> None:
    """Whether seats can be taken.

    Raises:
        Refused: `not_published`, `visit_cancelled`, `already_started`.
    """
    if status is Status.DRAFT:
        raise Refused("not_published")
    if status is Status.CANCELLED:
        raise Refused("visit_cancelled")
    if status is not Status.PUBLISHED:
        raise Refused("already_started")


def place(capacity: int, seated: int, waiting: int) -> SeatState:
    """What the next one to come gets; nobody overtakes those who wait."""
    return SeatState.SEATED if seated < capacity and not waiting else SeatState.WAITING


def promote(capacity: int, seated: int, waiting: Sequence[int], *, starts_at: datetime, now: datetime) -> Sequence[int]:
    """Of those who wait, in the order of their entry, those who get a seat now; none once the visit has begun."""
    free = max(0, capacity - seated)
    return waiting[:free] if now < starts_at else ()


def check_capacity(capacity: int, seated: int = 0) -> None:
    """Raises:
    Refused: `capacity_invalid`, `capacity_taken` when more people are seated than would be left.
    """
    if not 1 <= capacity <= MOST_SEATS:
        raise Refused("capacity_invalid", field="capacity", limit=MOST_SEATS)
    if capacity < seated:
        raise Refused("capacity_taken", field="capacity", taken=seated)
