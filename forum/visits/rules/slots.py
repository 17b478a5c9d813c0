"""When two sides can meet: working hours by both clocks, no holiday of either, no time in which one has no light."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from forum.foundation.errors import Refused
from forum.foundation.i18n import zone_info

OPENS, CLOSES = time(9), time(17)
STEP = timedelta(minutes=30)
DAYS_AHEAD = 21
MOST_ON_A_DAY = 3
MOST_SLOTS = 12
MOST_OUTAGES = 150
OUTAGES_AHEAD = timedelta(days=90)
# Where most people of a country live.
ZONES = {
    "UA": "Europe/Kyiv", "AT": "Europe/Vienna", "BE": "Europe/Brussels", "BG": "Europe/Sofia", "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague", "DE": "Europe/Berlin", "DK": "Europe/Copenhagen", "EE": "Europe/Tallinn",
    "ES": "Europe/Madrid", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GR": "Europe/Athens",
    "HR": "Europe/Zagreb", "HU": "Europe/Budapest", "IE": "Europe/Dublin", "IT": "Europe/Rome",
    "LT": "Europe/Vilnius", "LU": "Europe/Luxembourg", "LV": "Europe/Riga", "MT": "Europe/Malta",
    "NL": "Europe/Amsterdam", "PL": "Europe/Warsaw", "PT": "Europe/Lisbon", "RO": "Europe/Bucharest",
    "SE": "Europe/Stockholm", "SI": "Europe/Ljubljana", "SK": "Europe/Bratislava",
}  # fmt: skip
ELSEWHERE = "Europe/Brussels"


@dataclass(frozen=True, slots=True)
class Side:
    """Where a side is: its zone, and the days on which it does not work."""

    zone: str
    holidays: Collection[date] = ()


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which somebody has no power or connection, in UTC."""

    starts_at: datetime
    ends_at: datetime


def check_outage_near(starts_at: datetime, *, now: datetime) -> None:
    """Raises:
    Refused: `outage_too_far`.
    """
    if starts_at > now + OUTAGES_AHEAD:
        raise Refused("outage_too_far", field="day", days=OUTAGES_AHEAD.days)


def check_most_outages(standing: int) -> None:
    """Raises:
    Refused: `outages_too_many` for more ahead of one municipality, or person, than anybody reads.
    """
    if standing > MOST_OUTAGES:
        raise Refused("outages_too_many", limit=MOST_OUTAGES)


def free_slots(
    after: datetime, minutes: int, sides: Sequence[Side], outages: Sequence[Outage], *, days: int = DAYS_AHEAD
) -> list[datetime]:
    """The first times at which all sides work and nobody is cut off, in UTC; at most three on a day."""
    found: list[datetime] = []
    on_day: dict[date, int] = {}
    for begin in _steps(after, days):
        day, end = begin.astimezone(zone_info(sides[0].zone)).date(), begin + timedelta(minutes=minutes)
        if on_day.get(day, 0) == MOST_ON_A_DAY or not all(_works(side, begin, end) for side in sides):
            continue
        if any(begin < outage.ends_at and outage.starts_at < end for outage in outages):
            continue
        found.append(begin)
        on_day[day] = on_day.get(day, 0) + 1
        if len(found) == MOST_SLOTS:
            break
    return found


def _steps(after: datetime, days: int) -> Iterator[datetime]:
    begin = after.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    for number in range(days * 48):
        yield begin + number * STEP


def _works(side: Side, begin: datetime, end: datetime) -> bool:
    zone = zone_info(side.zone)
    opens, closes = begin.astimezone(zone), end.astimezone(zone)
    if opens.date() != closes.date() or opens.weekday() > 4 or opens.date() in side.holidays:
        return False
    return opens.time() >= OPENS and closes.time() <= CLOSES
