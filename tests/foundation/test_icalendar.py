from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Timezone

from forum.foundation.icalendar import Occasion, calendar_file, timezone

OCCASION = Occasion(
    uid="visit-x@mosty.example.org",
    sequence=2,
    stamp=datetime(2027, 2, 1, 9, 0, tzinfo=UTC),
    starts_at=datetime(2027, 3, 29, 7, 0, tzinfo=UTC),
    ends_at=datetime(2027, 3, 29, 8, 30, tzinfo=UTC),
    zone="Europe/Kyiv",
    summary="Тепло у двох школах: спершу клапани, потім котел, а тоді вікна; і ще раз, «докладно»",
    description="Перший рядок, з комою; крапкою з комою\nі другий \\ рядок " + "їжак " * 60,
    lang="uk",
    url="https://mosty.example.org/uk/visits/x-teplo",
    location="https://video.example.org/heat",
    organizer=("Mosty", "mosty@example.org"),
)
ZONES = (
    "Europe/Kyiv", "Europe/Warsaw", "Europe/Brussels", "Europe/Dublin", "Europe/Lisbon", "Atlantic/Azores",
    "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Africa/Casablanca", "America/Nuuk", "Asia/Kathmandu",
)  # fmt: skip


def parts_of(zone: str, day: datetime) -> list[Any]:
    """The observances of a zone, as a reader of the file gets them."""
    return list(Timezone.from_ical(timezone(zone, day.date()).to_ical()).subcomponents)


def event_in(content: bytes) -> Any:
    return Calendar.from_ical(content).walk("VEVENT")[0]


def computed_offset(zone: str, wall: datetime) -> timedelta:
    """The distance from UTC that a strict reader of the VTIMEZONE computes for a wall time (RFC 5545, 3.6.5)."""
    best: tuple[datetime, timedelta] | None = None
    for part in parts_of(zone, wall):
        begin, after = part["DTSTART"].dt, part["TZOFFSETTO"].td
        onsets = [begin]
        if "RRULE" in part:
            month = part["RRULE"]["BYMONTH"][0]
            onsets = [last_sunday(year, int(month), begin) for year in range(1996, wall.year + 1)]
        for onset in onsets:
            if onset <= wall and (best is None or onset > best[0]):
                best = (onset, after)
    assert best is not None
    return best[1]


def last_sunday(year: int, month: int, at: datetime) -> datetime:
    day = datetime(year, month, 31, at.hour, at.minute)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def test_a_file_reads_back_as_what_was_written() -> None:
    event = event_in(calendar_file(OCCASION))
    assert event["SUMMARY"] == OCCASION.summary
    assert event["DESCRIPTION"] == OCCASION.description
    assert event["SUMMARY"].params["LANGUAGE"] == "uk"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (OCCASION.uid, 2, "CONFIRMED")
    assert event["DTSTART"].dt.astimezone(UTC) == OCCASION.starts_at
    assert event["DTEND"].dt.astimezone(UTC) == OCCASION.ends_at
    assert event["DTSTAMP"].dt == OCCASION.stamp
    assert event["ORGANIZER"] == "mailto:mosty@example.org"
    assert str(event["URL"]) == OCCASION.url


def test_lines_end_with_crlf_hold_75_octets_and_split_no_letter() -> None:
    content = calendar_file(OCCASION)
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")


def test_a_cancelled_occasion_takes_itself_out_of_calendars() -> None:
    calendar = Calendar.from_ical(calendar_file(replace(OCCASION, cancelled=True)))
    assert calendar["METHOD"] == "CANCEL"
    assert calendar.walk("VEVENT")[0]["STATUS"] == "CANCELLED"
    assert Calendar.from_ical(calendar_file(OCCASION))["METHOD"] == "PUBLISH"


def test_a_planned_occasion_is_tentative() -> None:
    assert event_in(calendar_file(replace(OCCASION, tentative=True)))["STATUS"] == "TENTATIVE"


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("month", range(1, 13))
def test_every_reader_of_the_zone_computes_the_moment_we_meant(zone: str, month: int) -> None:
    for day in (1, 14, 28):
        for hour in (1, 12, 23):
            wall = datetime(2027, month, day, hour, 30)
            here = wall.replace(tzinfo=ZoneInfo(zone))
            if here.utcoffset() == here.replace(fold=1).utcoffset():
                assert computed_offset(zone, wall) == here.utcoffset(), wall


@pytest.mark.parametrize(("zone", "summer", "winter"), [("Europe/Kyiv", 3, 4), ("Europe/Warsaw", 2, 3)])
def test_clocks_change_at_one_o_clock_utc_told_by_the_clock_that_ends(zone: str, summer: int, winter: int) -> None:
    parts = {part.name: part for part in parts_of(zone, datetime(2027, 3, 28))}
    assert set(parts) == {"DAYLIGHT", "STANDARD"}
    for name, hour, month in (("DAYLIGHT", summer, 3), ("STANDARD", winter, 10)):
        onset, before = parts[name]["DTSTART"].dt, parts[name]["TZOFFSETFROM"].td
        assert onset.hour == hour
        assert (onset - before).hour == 1
        assert parts[name].to_ical().count(f"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH={month}".encode()) == 1


def test_a_second_pass_is_written_in_utc_and_a_first_one_in_its_zone() -> None:
    first, hour = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), timedelta(hours=1)
    plain = calendar_file(replace(OCCASION, starts_at=first, ends_at=first + timedelta(minutes=20)))
    assert b"DTSTART;TZID=Europe/Kyiv:20271031T033000" in plain
    assert event_in(plain)["DTSTART"].dt.astimezone(UTC) == first
    second = calendar_file(replace(OCCASION, starts_at=first + hour, ends_at=first + 2 * hour))
    assert b"DTSTART:20271031T013000Z" in second
    assert b"VTIMEZONE" not in second
    ends_in_it = calendar_file(replace(OCCASION, starts_at=first, ends_at=first + hour))
    assert event_in(ends_in_it)["DTEND"].dt == first + hour


def test_a_zone_without_clock_changes_has_one_offset() -> None:
    parts = parts_of("Asia/Tokyo", datetime(2027, 3, 28))
    assert [part["TZOFFSETTO"].td for part in parts] == [timedelta(hours=9)]
