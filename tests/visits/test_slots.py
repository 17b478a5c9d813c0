"""Times that are free for both sides, and times without power."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest

from forum.foundation.database import Database
from forum.visits.holidays import public_holidays
from forum.visits.rules import slots as rules
from forum.visits.rules.slots import Outage, Side, free_slots
from tests.cast import Cast
from tests.visits.test_pages import follow, typed
from tests.visits.test_seats import town

KYIV, WARSAW = ZoneInfo("Europe/Kyiv"), ZoneInfo("Europe/Warsaw")
BOTH = [Side("Europe/Kyiv"), Side("Europe/Warsaw")]


@pytest.mark.parametrize(
    "after", [datetime(2027, 3, 19, tzinfo=UTC), datetime(2027, 10, 22, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)]
)
def test_both_sides_work_then_by_their_own_clocks_also_around_the_days_on_which_these_change(after: datetime) -> None:
    slots = free_slots(after, 90, BOTH, [])
    assert slots
    for begin in slots:
        for zone in (KYIV, WARSAW):
            local, end = begin.astimezone(zone), (begin + timedelta(minutes=90)).astimezone(zone)
            assert (local.hour >= 9, local.weekday() < 5) == (True, True)
            assert (end.hour, end.minute) <= (17, 0)
        assert begin.astimezone(KYIV).hour - begin.astimezone(WARSAW).hour == 1


def test_no_proposal_touches_an_outage_or_a_holiday() -> None:
    after, day = datetime(2027, 3, 1, tzinfo=UTC), timedelta(days=1)
    cut = [Outage(after + n * day + timedelta(hours=7), after + n * day + timedelta(hours=11)) for n in range(20)]
    slots = free_slots(after, 90, [Side("Europe/Kyiv", {date(2027, 3, 8)}), Side("Europe/Warsaw")], cut)
    assert slots
    assert all(
        not (begin < each.ends_at and each.starts_at < begin + timedelta(minutes=90)) for begin in slots for each in cut
    )
    assert date(2027, 3, 8) not in {begin.astimezone(KYIV).date() for begin in slots}
    always = [Outage(after, after + 60 * day)]
    assert free_slots(after, 90, BOTH, always) == []
    assert free_slots(after, 480, BOTH, []) == []


def test_at_most_three_are_proposed_on_a_day_and_the_first_lies_ahead() -> None:
    after = datetime(2027, 3, 1, 8, 10, tzinfo=UTC)
    slots = free_slots(after, 30, BOTH, [])
    assert (slots[0], len(slots)) == (datetime(2027, 3, 1, 9, tzinfo=UTC), 12)
    assert [begin.date() for begin in slots].count(date(2027, 3, 1)) == 3


async def test_holidays_are_known_by_country_and_read_beside_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_in = []
    countries = holidays.country_holidays

    def watched(*args: Any, **options: Any) -> Any:
        asked_in.append(threading.current_thread())
        return countries(*args, **options)

    monkeypatch.setattr(holidays, "country_holidays", watched)
    # A year that no other test asks for.
    assert date(2031, 5, 3) in await public_holidays("PL", [2031])
    assert await public_holidays("ZZ", [2031]) == frozenset()
    assert asked_in
    assert threading.main_thread() not in asked_in


async def test_an_official_finds_a_time_clear_of_the_outages_of_both_towns_and_plans_then(
    cast: Cast, database: Database
) -> None:
    lutsk, lublin = await town(database, "lutsk", "UA"), await town(database, "lublin", "PL")
    await cast.id("olena", municipality_id=lutsk)
    await cast.id("tomasz", municipality_id=lublin)
    olena, tomasz, bohdan = [await cast.browser(name) for name in ("olena", "tomasz", "bohdan")]
    ask = "/en/visits/slots?first=lutsk&second=lublin&minutes=90"
    assert "10:00 Kyiv time" in (await olena.get(ask)).text
    assert "09:00 Warsaw time" in (await olena.get(ask)).text
    cut = {"id": str(typed()["id"]), "day": "2027-02-02", "zone": "Europe/Kyiv", "days": "14", "shared": "yes"}
    for _ in range(2):
        await follow(olena, await olena.post("/en/outages", data={**cut, "begins": "09:00", "ends": "12:30"}))
    cut |= {"id": str(typed()["id"]), "zone": "Europe/Warsaw"}
    await follow(tomasz, await tomasz.post("/en/outages", data={**cut, "begins": "12:00", "ends": "13:00"}))
    page = (await olena.get(ask)).text
    assert page.count("Plan a visit then") == 12
    assert "12:30 Kyiv time" not in page
    assert "15:00 Kyiv time" in page
    planned = (await olena.get("/en/visits/new?at=2027-02-02T14:30&minutes=60")).text
    assert 'value="2027-02-02"' in planned
    assert 'value="14:30"' in planned
    mine = (await olena.get("/en/outages")).text
    assert mine.count("Of your municipality") == 14
    assert "12:00–13:00" not in mine
    assert (
        await bohdan.post("/en/outages", data={**cut, "id": str(typed()["id"]), "begins": "01:00", "ends": "02:00"})
    ).status_code == 403
    assert (await bohdan.get(ask)).status_code == 403


async def test_outages_are_removed_by_whom_they_concern_and_wrong_ones_keep_what_was_typed(
    cast: Cast, database: Database
) -> None:
    await cast.id("olena", municipality_id=await town(database, "lutsk", "UA"))
    olena, tomasz = await cast.browser("olena"), await cast.browser("tomasz")
    cut = {
        "id": str(typed()["id"]),
        "day": "2027-02-03",
        "begins": "22:00",
        "ends": "02:00",
        "zone": "Europe/Kyiv",
        "days": "1",
    }
    page = await follow(olena, await olena.post("/en/outages", data=cut))
    assert "22:00–02:00" in page.text
    outage = page.text.partition('name="remove" value="')[2].partition('"')[0]
    await tomasz.post("/en/outages", data={"remove": outage})
    assert "22:00–02:00" in (await olena.get("/en/outages")).text
    await olena.post("/en/outages", data={"remove": outage})
    assert "22:00–02:00" not in (await olena.get("/en/outages")).text
    for wrong in ({"days": "15"}, {"day": "2027-02-30"}, {"zone": "Foo/Bar"}, {"begins": "25:00"}, {"id": "7"}):
        answer = await olena.post("/en/outages", data={**cut, **wrong})
        assert answer.status_code in (400, 422)
    assert 'value="22:00"' in (await olena.post("/en/outages", data={**cut, "days": "x"})).text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2028-02-03", "2026-02-03"])
async def test_an_outage_at_the_ends_of_the_calendar_far_ahead_or_long_over_is_refused(cast: Cast, day: str) -> None:
    cut = {"day": day, "begins": "22:00", "ends": "02:00", "zone": "Europe/Kyiv", "days": "14"}
    answer = await (await cast.browser("olena")).post("/en/outages", data={**cut, "id": str(typed()["id"])})
    assert (answer.status_code, f'value="{day}"' in answer.text) == (422, True)


async def test_a_municipality_writes_down_as_many_outages_as_it_can_read(
    cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_OUTAGES", 15)
    await cast.id("olena", municipality_id=await town(database, "lutsk", "UA"))
    olena = await cast.browser("olena")
    cut = {"day": "2027-02-03", "begins": "12:00", "ends": "14:00", "zone": "Europe/Kyiv", "days": "14"}
    for shared in ({"shared": "yes"}, {}):
        whole = {**cut, **shared, "id": str(typed()["id"])}
        for _ in range(2):
            assert (await olena.post("/en/outages", data=whole)).status_code == 303
        more = await olena.post("/en/outages", data={**whole, "id": str(typed()["id"]), "days": "2"})
        assert (more.status_code, "Please remove some first." in more.text) == (409, True)
    assert (await olena.get("/en/outages")).text.count("tasks__item") == 28
