"""The schedule: points that begin at times of the day, in their order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forum.days.rules.plan import MAX_TITLE, Hours
from forum.foundation.errors import Refused
from forum.foundation.text import by_language
from forum.foundation.walltime import read_wall, resolve

MOST_POINTS = 40
_TIME = re.compile(r"\d{2}:\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of the schedule.

    Attributes:
        time: by the clocks of the day's place, such as `10:15`.
        title: by language.
        thread: the row of the thread that is for it; None for none.
    """

    time: str
    title: Mapping[str, str]
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """A point, and the moment at which it begins."""

    point: Point
    at: datetime


def checked(points: Sequence[Point], hours: Hours) -> list[Timed]:
    """The points with their texts cleaned, each with its moment within the day.

    Of an hour that comes twice, the pass that keeps the order is meant: the first that is not before the point above.

    Raises:
        Refused: `schedule_too_long`, `schedule_time`, `schedule_outside` (with `time`), `schedule_order` (with `time`),
            `time_does_not_exist`, or what a text says.
    """
    if len(points) > MOST_POINTS:
        raise Refused("schedule_too_long", field="schedule", limit=MOST_POINTS)
    done: list[Timed] = []
    earliest = hours.starts_at
    for point in points:
        title = by_language(point.title, "schedule", limit=MAX_TITLE, multiline=False)
        if not title:
            raise Refused("text_empty", field="schedule")
        at = _moment(point.time, hours, earliest)
        if not hours.starts_at <= at < hours.ends_at:
            raise Refused("schedule_outside", field="schedule", time=point.time)
        if at < earliest:
            raise Refused("schedule_order", field="schedule", time=point.time)
        earliest = at
        done.append(Timed(replace(point, title=title), at))
    return done


def current(starts: Sequence[datetime], ends_at: datetime, now: datetime) -> int | None:
    """Which of the points that begin then goes on now; None before the first and after the day."""
    begun = [place for place, at in enumerate(starts) if at <= now]
    return begun[-1] if begun and now < ends_at else None


def _moment(time: str, hours: Hours, earliest: datetime) -> datetime:
    if not _TIME.fullmatch(time):
        raise Refused("schedule_time", field="schedule")
    local = read_wall(f"{hours.starts[:10]}T{time}", field="schedule")
    _, first = resolve(local, hours.zone, 0, field="schedule")
    if first >= earliest:
        return first
    _, second = resolve(local, hours.zone, 1, field="schedule")
    return second
