"""Times at which two municipalities can meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.foundation.database import Db
from forum.visits import queries
from forum.visits.holidays import public_holidays
from forum.visits.rules.slots import ELSEWHERE, ZONES, Side, free_slots
from forum.visits.rules.times import check_length
from forum.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Proposals:
    """Times in UTC, and the zones of those who would meet."""

    zones: Sequence[str]
    times: Sequence[datetime]


async def proposed_times(
    db: Db, viewer: Viewer, towns: Sequence[str], *, minutes: int | None, now: datetime
) -> Proposals:
    """From tomorrow on, what leaves working hours, holidays and outages of the towns free.

    Args:
        towns: slugs; unknown ones are left out.
        minutes: how long they meet; None to look for the zones alone.

    Raises:
        Refused: `too_short`, `too_long`.
    """
    found = [town for town in [await queries.town(db, slug) for slug in towns if slug] if town]
    places = [(ZONES.get(town.country, ELSEWHERE), town.country) for town in found]
    zones = list(dict.fromkeys(zone for zone, _ in places))
    if minutes is None:
        return Proposals(zones, [])
    check_length(minutes)
    years = (now.year, now.year + 1)
    sides = [Side(zone, await public_holidays(country, years)) for zone, country in places]
    outages = await queries.outages_between(db, viewer, [town.row for town in found], now)
    return Proposals(zones, free_slots(now + timedelta(days=1), minutes, sides, outages) if sides else [])
