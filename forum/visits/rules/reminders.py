"""When people are reminded of a visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.foundation.errors import Refused
from forum.foundation.settings import MOST_REMINDERS, REMINDER

LONGEST = timedelta(days=30)
# What the form of a visit offers; programs may name others.
OFFERED = ("7d", "3d", "1d", "3h", "1h", "15m")


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose time has come; from `until` on it is too late, since the next one or the visit begins.

    Attributes:
        settling: it and those after it: who got one of them needs it no more, also when a clock is set back.
    """

    kind: str
    since: datetime
    until: datetime
    settling: tuple[str, ...]


def checked(kinds: Sequence[str]) -> tuple[str, ...]:
    """Kinds such as `7d`, `1d`, `1h`, each once, the earliest first.

    Raises:
        Refused: `reminder_unknown`, `reminders_too_many`.
    """
    by_lead = {lead(kind): kind for kind in kinds}
    if len(by_lead) > MOST_REMINDERS:
        raise Refused("reminders_too_many", field="reminders", limit=MOST_REMINDERS)
    return tuple(by_lead[before] for before in sorted(by_lead, reverse=True))


def lead(kind: str) -> timedelta:
    """How long before a visit a kind of reminder is due; true hours, whatever clocks do.

    Raises:
        Refused: `reminder_unknown`.
    """
    found = REMINDER.fullmatch(kind)
    if found is None:
        raise Refused("reminder_unknown", field="reminders")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def due(kinds: Sequence[str], starts_at: datetime, now: datetime) -> Due | None:
    """The reminder to be sent now: of several whose time has come only the last, none once the visit has begun."""
    ends, ordered = starts_at, checked(kinds)
    for place in reversed(range(len(ordered))):
        since = starts_at - lead(ordered[place])
        if since <= now < ends:
            return Due(ordered[place], since, ends, ordered[place:])
        ends = since
    return None
