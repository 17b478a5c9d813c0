"""What moderators plan: words in three languages, and hours by the clocks of one place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from forum.foundation.errors import Refused
from forum.foundation.i18n import known_zone
from forum.foundation.text import by_language
from forum.foundation.walltime import WALL, read_wall, resolve, years_later

MAX_TITLE = 200
MAX_WELCOME = 10_000
SHORTEST = timedelta(minutes=15)
YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A day as it was described.

    Attributes:
        title, welcome: by language; a welcome may be left out.
        original: the language the others were translated from; "" for the first title.
        starts, ends: wall times on one date, such as `2027-03-29T09:30`.
        fold, ends_fold: which pass of a repeated hour; None when it was not said.
        held: whether what newcomers write in these hours waits for a moderator.
    """

    title: Mapping[str, str]
    welcome: Mapping[str, str]
    original: str = ""
    starts: str
    ends: str
    zone: str
    fold: int | None = None
    ends_fold: int | None = None
    held: bool = True


@dataclass(frozen=True, slots=True)
class Hours:
    """When a day is: what was promised, and the moments that come of it, in UTC."""

    starts: str
    ends: str
    zone: str
    fold: int
    ends_fold: int
    starts_at: datetime
    ends_at: datetime


def checked(plan: Plan) -> Plan:
    """The plan with its texts cleaned; its hours are checked by `hours`.

    Raises:
        Refused: the first thing that is wrong, with its field.
    """
    title = by_language(plan.title, "title", limit=MAX_TITLE, multiline=False)
    if not title:
        raise Refused("text_empty", field="title")
    return replace(
        plan,
        title=title,
        welcome=by_language(plan.welcome, "welcome", limit=MAX_WELCOME),
        original=plan.original if plan.original in title else next(iter(title)),
    )


def hours(plan: Plan, *, now: datetime) -> Hours:
    """The moments that a plan's wall times mean; a day may be planned while it lasts.

    Raises:
        Refused: `zone_unknown`, `date_invalid`, `day_of_one_date`, `day_ends_too_soon`, `time_does_not_exist`,
            `time_ambiguous`, `in_the_past`, `day_too_far`.
    """
    found = resolved(plan)
    if found.ends_at <= now:
        raise Refused("in_the_past", field="ends")
    if found.starts_at > years_later(now, YEARS_AHEAD):
        raise Refused("day_too_far", field="starts", years=YEARS_AHEAD)
    return found


def resolved(plan: Plan) -> Hours:
    """The same, whenever it is or was."""
    zone, begins, ends = known_zone(plan.zone), read_wall(plan.starts), read_wall(plan.ends, field="ends")
    if begins.date() != ends.date():
        raise Refused("day_of_one_date", field="ends")
    fold, starts_at = resolve(begins, zone, plan.fold)
    ends_fold, ends_at = resolve(ends, zone, plan.ends_fold, field="ends")
    if ends_at < starts_at + SHORTEST:
        raise Refused("day_ends_too_soon", field="ends", minutes=int(SHORTEST.total_seconds() // 60))
    return Hours(begins.strftime(WALL), ends.strftime(WALL), zone, fold, ends_fold, starts_at, ends_at)
