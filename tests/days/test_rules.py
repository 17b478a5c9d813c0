from datetime import UTC, datetime
from typing import Any

import pytest

from forum.days.rules import plan as plans
from forum.days.rules import schedule
from forum.days.rules.plan import Plan
from forum.days.rules.schedule import Point
from forum.days.rules.status import Status, status
from forum.foundation.errors import Refused
from forum.foundation.walltime import iso

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


def plan(**changes: Any) -> Plan:
    fields: dict[str, Any] = {
        "title": {"pl": "Forum wodne"}, "welcome": {}, "starts": "2027-03-10T09:30", "ends": "2027-03-10T15:00",
        "zone": "Europe/Kyiv", **changes,
    }  # fmt: skip
    return Plan(**fields)


def refusal(**changes: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        plans.hours(plan(**changes), now=NOW)
    return caught.value


def points(*times: str, **changes: Any) -> list[str]:
    given = [Point(time=time, title={"en": "Talk"}) for time in times]
    return [iso(timed.at) for timed in schedule.checked(given, plans.hours(plan(**changes), now=NOW))]


def refused_points(*times: str, **changes: Any) -> str:
    with pytest.raises(Refused) as caught:
        points(*times, **changes)
    return caught.value.code


def test_m14_hours_are_those_of_the_clocks_at_its_place() -> None:
    found = plans.hours(plan(), now=NOW)
    assert (iso(found.starts_at), iso(found.ends_at)) == ("2027-03-10T07:30:00Z", "2027-03-10T13:00:00Z")
    summer = plans.hours(plan(starts="2027-07-10T09:30", ends="2027-07-10T15:00"), now=NOW)
    assert iso(summer.starts_at) == "2027-07-10T06:30:00Z"


def test_hours_that_no_clock_shows_are_refused_with_the_next_one_at_their_field() -> None:
    begins = refusal(starts="2027-03-28T03:30", ends="2027-03-28T09:00")
    assert (begins.code, begins.field) == ("time_does_not_exist", "starts")
    assert begins.facts["suggestion"] == "2027-03-28T04:30"
    ends = refusal(starts="2027-03-28T01:00", ends="2027-03-28T03:30")
    assert (ends.code, ends.field) == ("time_does_not_exist", "ends")


def test_hours_that_come_twice_are_asked_about() -> None:
    twice = {"starts": "2027-10-31T03:30", "ends": "2027-10-31T09:00"}
    asked = refusal(**twice)
    assert (asked.code, len(asked.facts["choices"])) == ("time_ambiguous", 2)
    first, second = (plans.hours(plan(**twice, fold=fold), now=NOW) for fold in (0, 1))
    assert (iso(first.starts_at), iso(second.starts_at)) == ("2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends": "2027-03-11T15:00"}, "day_of_one_date"),
        ({"ends": "2027-03-10T09:30"}, "day_ends_too_soon"),
        ({"ends": "2027-03-10T08:00"}, "day_ends_too_soon"),
        ({"starts": "2027-01-10T09:30", "ends": "2027-01-10T15:00"}, "in_the_past"),
        ({"starts": "2029-02-02T09:30", "ends": "2029-02-02T15:00"}, "day_too_far"),
        ({"starts": "10.03.2027"}, "date_invalid"),
        ({"zone": "Europe/Simferopol"}, "zone_unknown"),
    ],
)
def test_what_no_day_can_be(changes: dict[str, str], code: str) -> None:
    assert refusal(**changes).code == code


def test_a_day_can_be_planned_while_it_lasts() -> None:
    live = plans.hours(plan(starts="2027-02-01T09:00", ends="2027-02-01T15:00"), now=NOW)
    assert live.starts_at < NOW < live.ends_at


def test_points_begin_within_the_day_in_their_order() -> None:
    assert points("09:30", "10:15", "14:45") == ["2027-03-10T07:30:00Z", "2027-03-10T08:15:00Z", "2027-03-10T12:45:00Z"]
    assert refused_points("09:15") == "schedule_outside"
    assert refused_points("15:00") == "schedule_outside"
    assert refused_points("11:00", "10:00") == "schedule_order"
    assert refused_points("") == refused_points("9:30") == "schedule_time"
    assert refused_points(*["10:00"] * 41) == "schedule_too_long"


def test_a_point_in_an_hour_that_comes_twice_keeps_the_order() -> None:
    """03:30 after 04:00 of the first pass can only be the second one."""
    night = {"starts": "2027-10-31T01:00", "ends": "2027-10-31T06:00"}
    assert points("03:30", "03:45", "03:15", **night) == [
        "2027-10-31T00:30:00Z", "2027-10-31T00:45:00Z", "2027-10-31T01:15:00Z",
    ]  # fmt: skip


def test_the_current_point_is_the_last_that_has_begun() -> None:
    starts = [datetime(2027, 3, 10, hour, tzinfo=UTC) for hour in (8, 9, 10)]
    ends = datetime(2027, 3, 10, 11, tzinfo=UTC)
    at = [datetime(2027, 3, 10, hour, 30, tzinfo=UTC) for hour in (7, 8, 10, 11)]
    assert [schedule.current(starts, ends, now) for now in at] == [None, 0, 2, None]


def test_where_a_day_stands() -> None:
    hours = {"starts_at": datetime(2027, 2, 1, 9, tzinfo=UTC), "ends_at": datetime(2027, 2, 1, 10, tzinfo=UTC)}
    assert status(cancelled=False, now=NOW, **hours) is Status.LIVE
    assert status(cancelled=True, now=NOW, **hours) is Status.CANCELLED
    assert status(cancelled=False, now=hours["ends_at"], **hours) is Status.OVER
    assert status(cancelled=False, now=datetime(2027, 1, 1, tzinfo=UTC), **hours) is Status.UPCOMING


def test_the_original_is_a_language_that_the_title_has() -> None:
    assert plans.checked(plan(original="uk")).original == "pl"
    with pytest.raises(Refused) as caught:
        plans.checked(plan(title={"pl": " "}))
    assert (caught.value.code, caught.value.field) == ("text_empty", "title")
