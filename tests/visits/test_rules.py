from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forum.foundation.errors import Refused
from forum.foundation.walltime import iso
from forum.visits.rules import agenda, seats, times
from forum.visits.rules.status import Status, status

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


def refusal(wall: str, zone: str, fold: int | None = None, minutes: int = 60) -> Refused:
    with pytest.raises(Refused) as caught:
        times.slot(wall, zone, fold, minutes, now=NOW)
    return caught.value


def starts(wall: str, zone: str, fold: int | None = None) -> str:
    return iso(times.slot(wall, zone, fold, 60, now=NOW).starts_at)


@pytest.mark.parametrize(
    ("wall", "zone", "offered"),
    [
        ("2027-03-28T03:30", "Europe/Kyiv", "2027-03-28T04:30"),
        ("2027-03-28T02:30", "Europe/Warsaw", "2027-03-28T03:30"),
    ],
)
def test_m14_dst_an_hour_that_clocks_skip_is_refused_with_the_one_after(wall: str, zone: str, offered: str) -> None:
    refused = refusal(wall, zone)
    assert (refused.code, refused.facts) == ("time_does_not_exist", {"suggestion": offered})
    assert refusal(wall, zone, fold=1).code == "time_does_not_exist"


@pytest.mark.parametrize(("wall", "zone"), [("2027-10-31T03:30", "Europe/Kyiv"), ("2027-10-31T02:30", "Europe/Warsaw")])
def test_m14_dst_an_hour_that_comes_twice_is_asked_about(wall: str, zone: str) -> None:
    refused = refusal(wall, zone)
    assert refused.code == "time_ambiguous"
    assert refused.facts["choices"] == [
        {"fold": 0, "starts_at": "2027-10-31T00:30:00Z"},
        {"fold": 1, "starts_at": "2027-10-31T01:30:00Z"},
    ]
    assert starts(wall, zone, 0) == "2027-10-31T00:30:00Z"
    assert starts(wall, zone, 1) == "2027-10-31T01:30:00Z"


@pytest.mark.parametrize(
    ("wall", "zone", "moment"),
    [
        ("2027-03-28T02:30", "Europe/Kyiv", "2027-03-28T00:30:00Z"),
        ("2027-03-22T10:00", "Europe/Kyiv", "2027-03-22T08:00:00Z"),
        ("2027-03-29T10:00", "Europe/Kyiv", "2027-03-29T07:00:00Z"),
        ("2027-04-05T10:00", "Europe/Kyiv", "2027-04-05T07:00:00Z"),
        ("2027-07-01T15:00", "Europe/Kyiv", "2027-07-01T12:00:00Z"),
        ("2027-07-01T14:00", "Europe/Warsaw", "2027-07-01T12:00:00Z"),
    ],
)
def test_m14_dst_wall_times_mean_exactly_these_moments(wall: str, zone: str, moment: str) -> None:
    assert starts(wall, zone) == moment
    assert starts(wall, zone, 1) == moment


def test_m14_dst_the_old_name_of_kyiv_is_stored_as_the_present_one() -> None:
    assert times.slot("2027-07-01T15:00", "Europe/Kiev", None, 60, now=NOW).zone == "Europe/Kyiv"


@pytest.mark.parametrize(
    "wall", ["2027-02-29T10:00", "2027-03-29 10:00", "2027-03-29", "", "2027-03-29T24:00", "٢٠٢٧-03-29T10:00"]
)
def test_t5_what_no_calendar_has_is_refused(wall: str) -> None:
    assert refusal(wall, "Europe/Kyiv").code == "date_invalid"


def test_t3_t4_zones_and_lengths_and_the_far_and_the_past() -> None:
    assert refusal("2027-03-29T10:00", "Foo/Bar").code == "zone_unknown"
    assert refusal("2027-03-29T10:00", "Europe/Simferopol").code == "zone_unknown"
    assert refusal("2027-03-29T10:00", "Europe/Kyiv", minutes=9).code == "too_short"
    assert refusal("2027-03-29T10:00", "Europe/Kyiv", minutes=481).code == "too_long"
    assert refusal("2027-02-01T11:00", "Europe/Kyiv").code == "in_the_past"
    assert starts("2027-02-01T11:01", "Europe/Kyiv") == "2027-02-01T09:01:00Z"
    assert starts("2029-02-01T11:00", "Europe/Kyiv") == "2029-02-01T09:00:00Z"
    assert refusal("2029-02-01T11:01", "Europe/Kyiv").code == "too_far"


def test_two_years_from_a_leap_day_is_the_last_of_february() -> None:
    leap = datetime(2028, 2, 29, 9, 0, tzinfo=UTC)
    assert times.slot("2030-02-28T11:00", "Europe/Kyiv", None, 60, now=leap).starts_at.year == 2030


def test_a_visit_is_live_from_its_start_until_its_end() -> None:
    def at(now: datetime, *, published: bool = True, cancelled: bool = False) -> Status:
        ends_at = NOW + timedelta(hours=1)
        return status(published=published, cancelled=cancelled, starts_at=NOW, ends_at=ends_at, now=now)

    second = timedelta(seconds=1)
    assert at(NOW - second) is Status.PUBLISHED
    assert at(NOW) is Status.LIVE
    assert at(NOW + timedelta(hours=1) - second) is Status.LIVE
    assert at(NOW + timedelta(hours=1)) is Status.ENDED
    assert at(NOW, published=False) is Status.DRAFT
    assert at(NOW, cancelled=True) is Status.CANCELLED


def next_up(
    capacity: int, terms: seats.Terms, held: dict[tuple[str | None, int | None], int], *claims: seats.Claim
) -> list[int]:
    return [claim.entry for claim in seats.next_up(capacity, terms, held, claims)]


UA, EU, NEITHER = ("ua", 1), ("eu", 2), (None, None)


def test_free_seats_go_to_those_who_wait_in_the_order_of_their_entry() -> None:
    claims = [seats.Claim(entry, *UA) for entry in (7, 8, 9)]
    assert next_up(3, seats.Terms(), {UA: 1}, *claims) == [7, 8]
    assert next_up(3, seats.Terms(), {UA: 4}, *claims) == []


def test_only_who_could_not_have_the_seat_is_passed_over() -> None:
    claims = [seats.Claim(1, *UA), seats.Claim(2, *EU), seats.Claim(3, *NEITHER), seats.Claim(4, *UA)]
    by_side = seats.Terms(quota_ua=2, quota_eu=1)
    assert next_up(10, by_side, {UA: 2}, *claims) == [2, 3]
    assert next_up(10, by_side, {UA: 1, EU: 1}, *claims) == [1, 3]
    assert next_up(3, by_side, {UA: 1, EU: 1}, *claims) == [1]
    assert next_up(10, seats.Terms(quota_ua=0), {}, *claims) == [2, 3]


def test_one_municipality_has_no_more_than_its_seats_and_who_has_none_is_not_counted_as_one() -> None:
    terms = seats.Terms(quota_town=1)
    claims = [seats.Claim(1, *UA), seats.Claim(2, "ua", 5), seats.Claim(3, "ua", 5), *[seats.Claim(n) for n in (4, 5)]]
    assert next_up(10, terms, {UA: 1, NEITHER: 3}, *claims) == [2, 4, 5]


@pytest.mark.parametrize(("country", "side"), [("UA", "ua"), ("PL", "eu"), ("LV", "eu"), ("MD", None), (None, None)])
def test_a_side_is_known_by_the_country(country: str | None, side: str | None) -> None:
    assert seats.side_of(country) == side


def test_a_seat_is_kept_until_the_deadline_but_never_beyond_closing() -> None:
    closes, hour = NOW + timedelta(hours=10), timedelta(hours=1)
    assert seats.offered_until(seats.Terms(offer_hours=4), closes, now=NOW) == NOW + 4 * hour
    assert seats.offered_until(seats.Terms(offer_hours=24), closes, now=NOW) == closes
    assert seats.offered_until(seats.Terms(), closes, now=NOW) is None
    seats.check_in_time(NOW + hour, now=NOW)
    for until in (NOW, None):
        with pytest.raises(Refused, match="offer_over"):
            seats.check_in_time(until, now=NOW)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"quota_ua": -1}, "quota_invalid"), ({"quota_eu": 10_001}, "quota_invalid"), ({"quota_town": 0}, "quota_invalid"),
        ({"offer_hours": 169}, "offer_hours_invalid"), ({"offer_hours": -1}, "offer_hours_invalid"),
        ({"closes_hours": 721}, "closes_hours_invalid"),
    ],
)  # fmt: skip
def test_terms_stay_within_what_can_be_meant(terms: dict[str, int], code: str) -> None:
    with pytest.raises(Refused) as caught:
        seats.checked(seats.Terms(**terms))  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.field) == (code, *terms)


def test_the_programme_follows_from_its_lengths() -> None:
    spans = agenda.times(NOW, [30, 45])
    assert spans[1] == (NOW + timedelta(minutes=30), NOW + timedelta(minutes=75))


@pytest.mark.parametrize("item", [{"minutes": 0, "title": {"uk": "А"}}, {"minutes": 10, "title": {}}])
def test_a_point_needs_a_length_and_a_title(item: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        agenda.checked([agenda.Item(**item)], 60)


def test_a_programme_has_at_most_forty_points() -> None:
    with pytest.raises(Refused) as caught:
        agenda.checked([agenda.Item(minutes=1, title={"uk": "А"})] * 41, 60)
    assert caught.value.code == "agenda_too_many"


def test_a_point_longer_than_the_visit_makes_the_programme_too_long_though_it_has_its_length() -> None:
    with pytest.raises(Refused) as caught:
        agenda.checked([agenda.Item(minutes=91, title={"uk": "А"})], 90)
    assert (caught.value.code, caught.value.facts) == ("agenda_too_long", {"total": 91, "limit": 90})
