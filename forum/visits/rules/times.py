"""When a visit can be held."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.foundation.errors import Refused
from forum.foundation.i18n import known_zone
from forum.foundation.walltime import WALL, read_wall, resolve, years_later

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(hours=8)
YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Slot:
    """When a visit is: what was promised (wall time, zone, fold) and the moments that come of it, in UTC.

    Attributes:
        wall: `2027-03-29T10:00`.
        fold: 1 for the second pass of an hour that a clock change repeats (PEP 495), else 0.
    """

    wall: str
    zone: str
    fold: int
    starts_at: datetime
    ends_at: datetime


def slot(wall: str, zone: str, fold: int | None, minutes: int, *, now: datetime) -> Slot:
    """The moment that a wall time means, if a visit can be held then.

    Args:
        fold: which pass of a repeated hour; None when it was not said; ignored where there is only one.

    Raises:
        Refused: `zone_unknown`, `date_invalid`, `time_does_not_exist` (with `suggestion`), `time_ambiguous` (with
            `choices`), `in_the_past`, `too_far`, `too_short`, `too_long`.
    """
    name = known_zone(zone)
    local = read_wall(wall)
    check_length(minutes)
    if local.year < now.year - 1:
        raise Refused("in_the_past", field="starts")
    if local.year > now.year + YEARS_AHEAD + 1:
        raise Refused("too_far", field="starts", years=YEARS_AHEAD)
    fold, starts_at = resolve(local, name, fold)
    if starts_at <= now:
        raise Refused("in_the_past", field="starts")
    if starts_at > years_later(now, YEARS_AHEAD):
        raise Refused("too_far", field="starts", years=YEARS_AHEAD)
    return Slot(local.strftime(WALL), name, fold, starts_at, starts_at + timedelta(minutes=minutes))


def check_length(minutes: int) -> None:
    """Raises:
    Refused: `too_short`, `too_long`.
    """
    shortest, longest = int(SHORTEST.total_seconds() // 60), int(LONGEST.total_seconds() // 60)
    if minutes < shortest:
        raise Refused("too_short", field="minutes", minutes=shortest)
    if minutes > longest:
        raise Refused("too_long", field="minutes", hours=longest // 60)
