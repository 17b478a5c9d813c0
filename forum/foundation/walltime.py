"""Wall time and zone to the moment that was meant: a promised hour is what a clock on the wall will show."""

import re
from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import Any

from forum.foundation.errors import Refused
from forum.foundation.i18n import known_zone, offset_name, zone_info

WALL = "%Y-%m-%dT%H:%M"
# What guests far from the host are shown when nobody has said where they are.
HOME_ZONES = ("Europe/Kyiv", "Europe/Warsaw", "Europe/Brussels")
_WALL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:00)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?", re.ASCII)


def read_wall(wall: str, *, field: str = "starts") -> datetime:
    """A wall time such as `2027-03-29T10:00`, without a zone.

    Raises:
        Refused: `date_invalid`, also for a day that no calendar has.
    """
    try:
        if not _WALL_TIME.fullmatch(wall):
            raise ValueError(wall)
        return datetime.fromisoformat(wall)
    except ValueError:
        raise Refused("date_invalid", field=field) from None


def read_moment(text: str, *, field: str, to: bool = False) -> datetime:
    """A moment of RFC 3339, or a day: its beginning in UTC, with `to` its end.

    Raises:
        Refused: `date_invalid`.
    """
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
        if len(text) == len("2027-03-29"):
            moment = moment.replace(tzinfo=UTC) + timedelta(days=1 if to else 0)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("date_invalid", field=field) from None


def resolve(local: datetime, zone: str, fold: int | None, *, field: str = "starts") -> tuple[int, datetime]:
    """The fold (PEP 495) and the UTC moment of a wall time in a zone.

    Args:
        fold: which pass of a repeated hour; None when it was not said; ignored where there is only one.

    Raises:
        Refused: `date_invalid` in the calendar's first and last year, whose ends have no moment in UTC;
            `time_does_not_exist` (with `suggestion`) when clocks skip it, `time_ambiguous` (with `choices`) when they
            pass it twice and `fold` is None.
    """
    if local.year in (MINYEAR, MAXYEAR):
        raise Refused("date_invalid", field=field)
    tz = zone_info(zone)
    first, second = (local.replace(tzinfo=tz, fold=pass_) for pass_ in (0, 1))
    before, after = first.utcoffset() or timedelta(), second.utcoffset() or timedelta()
    if before < after:
        raise Refused("time_does_not_exist", field=field, suggestion=(local + (after - before)).strftime(WALL))
    if before == after:
        return 0, first.astimezone(UTC)
    if fold not in (0, 1):
        choices = [{"fold": pass_, "starts_at": iso(at)} for pass_, at in enumerate((first, second))]
        raise Refused("time_ambiguous", field=field, choices=choices)
    return (1, second.astimezone(UTC)) if fold == 1 else (0, first.astimezone(UTC))


def meant(wall: str, zone: str, fold: int) -> datetime:
    """The moment of a wall time that was promised, under the rules of today, in UTC.

    An hour that clocks have come to skip is told by the clock before they are moved (RFC 5545, 3.3.5).
    """
    return datetime.strptime(wall, WALL).replace(tzinfo=zone_info(zone), fold=fold).astimezone(UTC)


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC to the second: `2027-03-29T07:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def passes(facts: Mapping[str, Any], zone: str) -> list[str]:
    """Of the facts of a refusal `time_ambiguous`, how far each pass is from UTC: "UTC+3"; empty for other facts."""
    choices: Sequence[Any] = facts.get("choices", ())
    name = known_zone(zone) if choices else ""
    return [offset_name(datetime.fromisoformat(choice["starts_at"]), name) for choice in choices]


def zones_shown(host: str, reader: str | None) -> Sequence[str]:
    """In which zones promised hours are shown: the reader's and the host's; for anonymous ones the usual three too."""
    wanted = (reader, host) if reader else (host, *HOME_ZONES)
    return tuple(dict.fromkeys(wanted))


def clock_changes(zone: str, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the zone's clocks are moved between two moments."""
    tz = zone_info(zone)
    return starts_at.astimezone(tz).utcoffset() != ends_at.astimezone(tz).utcoffset()


def years_later(now: datetime, years: int) -> datetime:
    try:
        return now.replace(year=now.year + years)
    except ValueError:
        return now.replace(year=now.year + years, day=28)
