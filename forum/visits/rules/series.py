"""Visits that repeat: the days of a series, at the same wall time."""

from calendar import monthrange
from datetime import MAXYEAR, datetime, timedelta
from enum import StrEnum

from forum.foundation.errors import Refused
from forum.foundation.walltime import WALL, read_wall

MOST_TIMES = 12


class Every(StrEnum):
    WEEK = "week"
    MONTH = "month"


def walls(starts: str, every: str, times: int) -> list[str]:
    """The wall times of a series, the first one included.

    By month it is the same weekday of the month: the second Tuesday, or the last one where there is no fifth.

    Args:
        every: `Every`, or "" for a visit that does not repeat.

    Raises:
        Refused: `date_invalid`, `repeat_unknown`, `repeat_times`.
    """
    if not every:
        return [starts]
    if every not in list(Every):
        raise Refused("repeat_unknown", field="every")
    if not 2 <= times <= MOST_TIMES:
        raise Refused("repeat_times", field="times", limit=MOST_TIMES)
    first = read_wall(starts)
    if first.year >= MAXYEAR - 1:
        # A year of repeats would run over the end of the calendar.
        raise Refused("date_invalid", field="starts")
    later = _weeks_later if every == Every.WEEK else _months_later
    return [later(first, number).strftime(WALL) for number in range(times)]


def _weeks_later(first: datetime, weeks: int) -> datetime:
    return first + timedelta(weeks=weeks)


def _months_later(first: datetime, months: int) -> datetime:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    begin = first.replace(year=year, month=month + 1, day=1)
    day = 1 + (first.weekday() - begin.weekday()) % 7 + (first.day - 1) // 7 * 7
    return begin.replace(day=day if day <= monthrange(year, month + 1)[1] else day - 7)
