"""Actions: done, overdue, and carried into the next visit of the same partners."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.records.conftest import Partners
from tests.records.test_minutes import page
from tests.visits.plans import published


async def carried(cast: Cast, visit: dict[str, Any], name: str | None = None) -> list[str]:
    answer = await (await cast.program(name)).get(f"/api/v1/visits/{visit['id']}/open-actions")
    assert answer.status_code == 200
    return [one["action"]["texts"]["en"] for one in answer.json()["items"]]


async def test_open_actions_stand_at_the_next_visit_of_the_same_partners_until_done(
    partners: Partners, cast: Cast
) -> None:
    first = await partners.visit()
    action = await partners.action(first, due="2027-04-12")
    await partners.approve(first, "olena", "tomasz")
    later = await partners.visit(over=False, starts="2027-06-01T10:00")
    of_others = await partners.visit(over=False, guests=("bohdan",), starts="2027-06-02T10:00")
    assert await carried(cast, later) == ["Send the pump's papers"]
    assert await carried(cast, of_others) == []
    assert await carried(cast, first) == []
    shown = (await (await cast.browser()).get(page(later, "en").removesuffix("/minutes"))).text
    assert "Open from earlier visits" in shown
    assert "Send the pump’s papers" in shown.replace("&#39;", "’")
    assert page(first, "en") in shown
    path = f"/api/v1/visits/{first['id']}/minutes/entries/{action['id']}/completion"
    assert (await (await cast.program("bohdan")).put(path)).status_code == 403
    for _ in range(2):
        assert (await (await cast.program("tomasz")).put(path)).status_code == 200
    assert await carried(cast, later) == []
    for _ in range(2):
        assert (await (await cast.program("olena")).delete(path)).status_code == 204
    assert await carried(cast, later) == ["Send the pump's papers"]


async def test_the_partners_find_each_other_also_when_the_guest_organises(partners: Partners, cast: Cast) -> None:
    first = await partners.visit()
    await partners.action(first)
    await partners.approve(first, "olena", "tomasz")
    back = await published(await cast.program("tomasz"), starts="2027-06-01T10:00")
    assert await carried(cast, back) == []
    await (await cast.program("bohdan")).put(f"/api/v1/visits/{back['id']}/seat")
    assert await carried(cast, back) == ["Send the pump's papers"]


async def test_what_is_not_approved_is_carried_for_the_municipalities_alone(partners: Partners, cast: Cast) -> None:
    first = await partners.visit()
    await partners.action(first)
    later = await partners.visit(over=False, starts="2027-06-01T10:00")
    for name, sees in ((None, False), ("bohdan", False), ("tomasz", True), ("olena", True), ("ada", True)):
        assert bool(await carried(cast, later, name)) == sees, name


async def test_an_action_of_a_town_that_does_not_come_is_left_out(partners: Partners, cast: Cast) -> None:
    await cast.id("katrin", role="official", municipality_id=partners.towns["weimar"])
    first = await partners.visit(guests=("tomasz", "katrin"))
    await partners.action(first, municipality="weimar", texts={"en": "Of Weimar"})
    await partners.action(first, municipality="drohobych", texts={"en": "Of Drohobych"})
    await partners.approve(first, "olena", "tomasz")
    later = await partners.visit(over=False, starts="2027-06-01T10:00", guests=("tomasz",))
    assert await carried(cast, later) == ["Of Drohobych"]


@pytest.mark.parametrize(("locale", "word"), [("en", "Overdue"), ("uk", "Термін минув"), ("pl", "Po terminie")])
async def test_what_should_have_been_done_is_shown_as_overdue(
    partners: Partners, cast: Cast, clock: TurnedClock, locale: str, word: str
) -> None:
    visit = await partners.visit()
    await partners.action(visit, due="2027-03-29")
    olena = await cast.browser("olena")
    assert word not in (await olena.get(page(visit, locale))).text
    clock.turn(days=1)
    assert word in (await olena.get(page(visit, locale))).text
    assert (await partners.minutes(visit))["entries"][0]["overdue"] is True


async def test_the_owner_says_by_button_that_it_is_done(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    action = await partners.action(visit)
    tomasz = await cast.browser("tomasz")
    path = f"{page(visit, 'en')}/entries/{action['id']}/completion"
    assert f'action="{path}"' in (await tomasz.get(page(visit, "en"))).text
    assert (await tomasz.post(path, data={"done": "1"})).headers["location"] == page(visit, "en")
    assert (await tomasz.post(path, data={"end": "1", "next": "//evil.test"})).headers["location"] == page(visit, "en")
    assert (await partners.minutes(visit))["entries"][0]["done_at"] is None
    decision = await partners.entry(visit)
    wrong = await tomasz.post(f"{page(visit, 'en')}/entries/{decision['id']}/completion", data={"done": "1"})
    assert wrong.status_code == 422
