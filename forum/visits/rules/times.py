"""Wall time and zone to the moment that was meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from forum.foundation.errors import Refused
from forum.foundation.i18n import known_zone, zone_info

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(hours=8)
YEARS_AHEAD = 2
WALL = "%Y-%m-%dT%H:%M"
# What guests far from the host are shown when nobody has said where they are.
HOME_ZONES = ("Europe/Kyiv", "Europe/Warsaw", "Europe/Brussels")
_WALL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:00)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?", re.ASCII)


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
    if starts_at > _years_later(now):
        raise Refused("too_far", field="starts", years=YEARS_AHEAD)
    return Slot(local.strftime(WALL), name, fold, starts_at, starts_at + timedelta(minutes=minutes))


def read_wall(wall: str) -> datetime:
    """A wall time such as `2027-03-29T10:00`, without a zone.

    Raises:
        Refused: `date_invalid`, also for a day that no calendar has.
    """
    try:
        if not _WALL_TIME.fullmatch(wall):
            raise ValueError(wall)
        return datetime.fromisoformat(wall)
    except ValueError:
        raise Refused("date_invalid", field="starts") from None


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


def check_length(minutes: int) -> None:
    """Raises:
    Refused: `too_short`, `too_long`.
    """
    shortest, longest = int(SHORTEST.total_seconds() // 60), int(LONGEST.total_seconds() // 60)
    if minutes < shortest:
        raise Refused("too_short", field="minutes", minutes=shortest)
    if minutes > longest:
        raise Refused("too_long", field="minutes", hours=longest // 60)


def resolve(local: datetime, zone: str, fold: int | None) -> tuple[int, datetime]:
    """The fold and the UTC moment of a wall time in a zone.

    Raises:
        Refused: `time_does_not_exist` when clocks skip it, `time_ambiguous` when they pass it twice and `fold` is None.
    """
    tz = zone_info(zone)
    first, second = (local.replace(tzinfo=tz, fold=pass_) for pass_ in (0, 1))
    before, after = first.utcoffset() or timedelta(), second.utcoffset() or timedelta()
    if before < after:
        raise Refused("time_does_not_exist", field="starts", suggestion=(local + (after - before)).strftime(WALL))
    if before == after:
        return 0, first.astimezone(UTC)
    if fold not in (0, 1):
        choices = [{"fold": pass_, "starts_at": iso(at)} for pass_, at in enumerate((first, second))]
        raise Refused("time_ambiguous", field="starts", choices=choices)
    return (1, second.astimezone(UTC)) if fold == 1 else (0, first.astimezone(UTC))


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC to the second: `2027-03-29T07:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def zones_shown(host: str, reader: str | None) -> Sequence[str]:
    """In which zones a visit's hours are shown: the reader's and the host's; for anonymous ones the usual three too."""
    wanted = (reader, host) if reader else (host, *HOME_ZONES)
    return tuple(dict.fromkeys(wanted))


def clock_changes(zone: str, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the zone's clocks are moved while it lasts."""
    tz = zone_info(zone)
    return starts_at.astimezone(tz).utcoffset() != ends_at.astimezone(tz).utcoffset()


def _years_later(now: datetime) -> datetime:
    try:
        return now.replace(year=now.year + YEARS_AHEAD)
    except ValueError:
        return now.replace(year=now.year + YEARS_AHEAD, day=28)
