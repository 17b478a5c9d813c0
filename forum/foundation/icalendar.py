"""Calendar files (RFC 5545) whose zones are written so that every reader computes the moment we meant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
    vRecur,
    vText,
)

from forum.foundation.i18n import zone_info

PRODUCT = "-//Mosty//Mosty//EN"
# Far enough to hold both changes of a year on each side of an event.
_AROUND = timedelta(days=400)
_LOOK_AGAIN = timedelta(hours=1)
# Directive 2000/84/EC: the whole Union, and those who follow it, at 01:00 UTC on the last Sundays of March and October.
_EU_SINCE = 1996
_EU_HOUR = 1


@dataclass(frozen=True, slots=True)
class Attendee:
    """Whom an invitation is for.

    Attributes:
        answer: what is known of it, a PARTSTAT such as `ACCEPTED`.
        asked: True when an answer is wished for.
    """

    name: str
    address: str
    answer: str
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Something at a time, for a calendar.

    Attributes:
        uid: the same for the whole life of the occasion.
        sequence: rises with every change of time, place or status.
        stamp: when this state of it came to be.
        lang: of `summary` and `description`.
        location: "" for none.
        organizer: name and mail address; the same for the whole life.
        attendee: the only one named, since guests are not shown to each other; None where nobody is invited.
        tentative: True while it is only planned.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: str
    lang: str
    url: str
    location: str
    organizer: tuple[str, str]
    attendee: Attendee | None = None
    cancelled: bool = False
    tentative: bool = False


def calendar_file(occasion: Occasion, method: str | None = None) -> bytes:
    """A VCALENDAR with one VEVENT: METHOD is PUBLISH, or CANCEL when it is cancelled, unless another one is named."""
    return _written(Calendar(), [occasion], method or ("CANCEL" if occasion.cancelled else "PUBLISH"))


def calendar_feed(name: str, occasions: Sequence[Occasion]) -> bytes:
    """A calendar to subscribe to; its name and how often to look again, by RFC 7986 and by what programs read."""
    calendar = Calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_LOOK_AGAIN))
    return _written(calendar, occasions, "PUBLISH")


def _written(calendar: Calendar, occasions: Sequence[Occasion], method: str) -> bytes:
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    spans = [_span(occasion) for occasion in occasions]
    for zone, days in _days_by_zone(occasions, spans).items():
        calendar.add_component(timezone(zone, min(days), max(days)))
    for occasion, (starts, ends) in zip(occasions, spans, strict=True):
        calendar.add_component(_event(occasion, starts, ends))
    content: bytes = calendar.to_ical()
    return content


def _span(occasion: Occasion) -> tuple[datetime, datetime]:
    """Start and end in the occasion's zone.

    An hour in the second pass of a repeated one is told in UTC, since a local time means the first (3.3.5).
    """
    tz = zone_info(occasion.zone)
    starts, ends = occasion.starts_at.astimezone(tz), occasion.ends_at.astimezone(tz)
    if occasion.zone == "UTC" or starts.fold or ends.fold:
        return occasion.starts_at.astimezone(UTC), occasion.ends_at.astimezone(UTC)
    return starts, ends


def _days_by_zone(occasions: Sequence[Occasion], spans: Sequence[tuple[datetime, datetime]]) -> dict[str, list[date]]:
    days: dict[str, list[date]] = {}
    for occasion, (starts, _) in zip(occasions, spans, strict=True):
        if starts.tzinfo is not UTC:
            days.setdefault(occasion.zone, []).append(starts.date())
    return days


def _event(occasion: Occasion, starts: datetime, ends: datetime) -> Event:
    event, words = Event(), {"LANGUAGE": occasion.lang}
    event.add("uid", occasion.uid)
    event.add("sequence", occasion.sequence)
    event.add("dtstamp", occasion.stamp)
    event.add("last-modified", occasion.stamp)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", occasion.summary, parameters=words)
    if occasion.description:
        event.add("description", occasion.description, parameters=words)
    if occasion.location:
        event.add("location", occasion.location)
    event.add("url", occasion.url)
    name, address = occasion.organizer
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(name)
    event.add("organizer", organizer)
    if occasion.attendee is not None:
        event.add("attendee", _attendee(occasion.attendee))
    event.add("status", "CANCELLED" if occasion.cancelled else "TENTATIVE" if occasion.tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if occasion.cancelled else "OPAQUE")
    return event


def _attendee(attendee: Attendee) -> vCalAddress:
    written = vCalAddress(f"mailto:{attendee.address}")
    written.params["CUTYPE"] = vText("INDIVIDUAL")
    written.params["ROLE"] = vText("REQ-PARTICIPANT")
    written.params["PARTSTAT"] = vText(attendee.answer)
    written.params["RSVP"] = vText("TRUE" if attendee.asked else "FALSE")
    written.params["CN"] = vText(attendee.name)
    return written


@lru_cache(maxsize=256)
def timezone(zone: str, first: date, last: date | None = None) -> Timezone:
    """The VTIMEZONE of a zone, right for events from one day to another.

    Zones that follow the Union's rule then get it as a rule; others get each change of their clocks.
    """
    start, end = _midnight(first) - _AROUND, _midnight(last or first) + _AROUND
    changes = list(_changes(zone, start, end))
    component = Timezone()
    component.add("tzid", zone)
    if changes and all(_is_european(change) for change in changes):
        for change in {change.daylight: change for change in changes}.values():
            component.add_component(_european(change))
    else:
        component.add_component(_observance(_start(zone, start)))
        for change in changes:
            component.add_component(_observance(change))
    return component


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of a zone's clocks: when, from and to which distance from UTC, and what the time is called then."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    daylight: bool

    @property
    def onset(self) -> datetime:
        """The wall time at which it comes, told by the clocks that it ends (RFC 5545, 3.6.5)."""
        return (self.at + self.before).replace(tzinfo=None)


def _changes(zone: str, start: datetime, end: datetime) -> Iterator[_Change]:
    at, step = start, timedelta(hours=12)
    while at < end:
        if _offset(zone, at) != _offset(zone, at + step):
            early, late = at, at + step
            while late - early > timedelta(seconds=1):
                middle = early + (late - early) / 2
                early, late = (middle, late) if _offset(zone, middle) == _offset(zone, at) else (early, middle)
            late = late.replace(microsecond=0)
            local = late.astimezone(zone_info(zone))
            before, after = _offset(zone, at), _offset(zone, late)
            yield _Change(late, before, after, local.tzname() or zone, after > before)
        at += step


def _offset(zone: str, moment: datetime) -> timedelta:
    return moment.astimezone(zone_info(zone)).utcoffset() or timedelta()


def _start(zone: str, moment: datetime) -> _Change:
    """What holds before the first change that is written."""
    local, offset = moment.astimezone(zone_info(zone)), _offset(zone, moment)
    return _Change(moment, offset, offset, local.tzname() or zone, bool(local.dst()))


def _is_european(change: _Change) -> bool:
    month = 3 if change.daylight else 10
    moves = change.after - change.before == timedelta(hours=1 if change.daylight else -1)
    # Where clocks are more than an hour behind UTC, the change falls on the Saturday before.
    return moves and change.onset.weekday() == 6 and change.at == _last_sunday(change.at.year, month)


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, _EU_HOUR, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _european(change: _Change) -> TimezoneDaylight | TimezoneStandard:
    month = 3 if change.daylight else 10
    since = _Change(_last_sunday(_EU_SINCE, month), change.before, change.after, change.name, change.daylight)
    component = _observance(since)
    component.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"}))
    return component


def _observance(change: _Change) -> TimezoneDaylight | TimezoneStandard:
    component = TimezoneDaylight() if change.daylight else TimezoneStandard()
    component.add("dtstart", change.onset)
    component.add("tzoffsetfrom", change.before)
    component.add("tzoffsetto", change.after)
    component.add("tzname", change.name)
    return component
