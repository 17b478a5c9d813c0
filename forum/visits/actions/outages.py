"""Writing down when there will be no power or connection."""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.ids import client_id as known_client_id
from forum.foundation.ids import short_id
from forum.foundation.walltime import WALL, read_wall, resolve
from forum.visits.queries.outages import outages, outages_ahead
from forum.visits.rules.slots import check_most_outages, check_outage_near
from forum.web.viewer import Viewer

MOST_DAYS = 14


async def declare_outage(
    work: Work, viewer: Viewer, *, client_id: str, day: str, begins: str, ends: str, zone: str, days: int, shared: bool
) -> None:
    """Write down the same hours for one day or several; a repeat of the request writes nothing more.

    Args:
        day, begins, ends: `2027-03-29`, `13:00`, `16:00` by the clocks of `zone`; an end before the begin is of the
            next day.
        shared: of the municipality, which only its officials can say.

    Raises:
        Refused: `bad_client_id`, `date_invalid`, `zone_unknown`, `outage_days`, `not_allowed`, `in_the_past`,
            `outage_too_far`, `outages_too_many`, or what a clock change makes of an hour.
    """
    first = uuid.UUID(known_client_id(client_id))
    if not 1 <= days <= MOST_DAYS:
        raise Refused("outage_days", field="days", limit=MOST_DAYS)
    if shared and (viewer.municipality_id is None or not viewer.is_official):
        raise Refused("not_allowed")
    start, end = read_wall(f"{day}T{begins}", field="day"), read_wall(f"{day}T{ends}", field="day")
    # What is near has days that follow: none lies beyond the end of the calendar.
    check_outage_near(resolve(start, zone, 0, field="day")[1], now=work.now)
    if end <= start:
        end += timedelta(days=1)
    town = viewer.municipality_id if shared else None
    rows: list[dict[str, Any]] = []
    for number in range(days):
        later = timedelta(days=number)
        begun, over = [
            resolve(read_wall((wall + later).strftime(WALL)), zone, fold, field="day")[1]
            for wall, fold in ((start, 0), (end, 1))
        ]
        rows.append(
            {
                "public_id": short_id(), "by_id": viewer.row, "municipality_id": town, "starts_at": begun,
                "ends_at": over, "client_id": str(uuid.uuid5(first, str(number))),
            }
        )  # fmt: skip
    if rows[-1]["ends_at"] <= work.now:
        raise Refused("in_the_past", field="day")
    await work.db.execute(work.insert(outages).on_conflict_do_nothing(index_elements=["by_id", "client_id"]), rows)
    check_most_outages(await outages_ahead(work.db, viewer, work.now, shared=shared))


async def withdraw_outage(work: Work, viewer: Viewer, outage: str) -> None:
    """Take back one's own outage, or as an official one of the municipality; nothing happens when it is not there."""
    mine = sa.and_(outages.c.by_id == viewer.row, outages.c.municipality_id.is_(None))
    if viewer.is_official and viewer.municipality_id is not None:
        mine = sa.or_(mine, outages.c.municipality_id == viewer.municipality_id)
    await work.db.execute(sa.delete(outages).where(outages.c.public_id == outage, mine))
