"""Calendars to subscribe to."""

import dataclasses
import re
from typing import Any

import httpx
import sqlalchemy as sa

from forum.foundation.database import Database, table
from forum.municipalities import actions as municipalities
from forum.visits.models import Subscription
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits import rfc5545
from tests.visits.plans import published, scheduled


async def address(browser: httpx.AsyncClient, locale: str = "uk") -> str:
    """The address that somebody's page shows; "" for none."""
    page = (await browser.get(f"/{locale}/visits/subscription")).text
    found = re.search(r'value="http://127\.0\.0\.1:8000(/\w\w/calendars/[^"]+)"', page)
    return found[1] if found else ""


async def events(client: httpx.AsyncClient, path: str) -> dict[str, rfc5545.Component]:
    """What a calendar holds, by title."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return {event["SUMMARY"].text: event for event in rfc5545.read(answer.content).all("VEVENT")}


def titled(uk: str, **changes: Any) -> dict[str, Any]:
    return {"title": {"uk": uk, "en": f"{uk} in English"}, **changes}


async def test_ones_own_calendar_holds_what_one_hosts_and_has_a_place_at(cast: Cast) -> None:
    olena, bohdan, tomasz = await cast.program("olena"), await cast.program("bohdan"), await cast.program("tomasz")
    visits = {}
    for name, changes in {"Місце": {}, "Черга": {"capacity": 1}, "Скасовано": {}, "Здано": {}, "Чуже": {}}.items():
        visits[name] = f"/api/v1/visits/{(await published(olena, **titled(name, **changes)))['id']}"
    await scheduled(olena, **titled("Чернетка"))
    await tomasz.put(f"{visits['Черга']}/seat")
    for name in ("Місце", "Черга", "Скасовано", "Здано"):
        await bohdan.put(f"{visits[name]}/seat")
    await bohdan.delete(f"{visits['Здано']}/seat")
    await olena.put(f"{visits['Скасовано']}/cancellation")
    browser, anybody = await cast.browser("bohdan"), await cast.browser()
    assert await address(browser) == ""
    assert (await browser.post("/uk/visits/subscription", data={"make": "1"})).status_code == 303
    path = await address(browser)
    found = await events(anybody, path)
    assert {title: event["STATUS"].value for title, event in found.items()} == {
        "Місце": "CONFIRMED", "Черга": "TENTATIVE", "Скасовано": "CANCELLED",
    }  # fmt: skip
    assert "video.example.org" not in (await anybody.get(path)).text
    assert set(await events(anybody, path.replace("/uk/", "/en/"))) == {f"{title} in English" for title in found}
    hosts = await cast.browser("olena")
    await hosts.post("/uk/visits/subscription", data={"make": "1"})
    assert set(await events(anybody, await address(hosts))) == set(visits)


async def test_an_address_is_replaced_and_taken_away_and_is_not_in_the_store(cast: Cast, database: Database) -> None:
    browser, anybody = await cast.browser("bohdan"), await cast.browser()
    seen = []
    for _ in range(2):
        await browser.post("/uk/visits/subscription", data={"make": "1"})
        seen.append(await address(browser))
        assert (await anybody.get(seen[-1])).status_code == 200
    old, new = seen
    assert old != new
    gone = await anybody.get(old)
    invented = await anybody.get(f"/uk/calendars/{'0' * 40}/visits.ics")
    # The page of what is not there says its own address.
    assert (gone.status_code, gone.text.replace(old.split("/")[3], "0" * 40)) == (404, invented.text)
    async with database.read() as db:
        rows = (await db.execute(sa.select(table(Subscription)))).all()
    assert new.split("/")[3] not in repr(rows)
    await browser.post("/uk/visits/subscription", data={"end": "1"})
    assert await address(browser) == ""
    assert (await anybody.get(new)).status_code == 404
    assert (await anybody.get("/uk/visits/subscription")).status_code == 401


async def test_a_new_key_of_the_site_shows_no_address_that_would_not_work(cast: Cast) -> None:
    browser = await cast.browser("bohdan")
    await browser.post("/uk/visits/subscription", data={"make": "1"})
    cast.services.settings = dataclasses.replace(cast.services.settings, secret_key="another" * 8)
    assert await address(browser) == ""


async def test_a_municipalitys_calendar_is_for_everybody_and_asks_again_only_for_news(
    cast: Cast, database: Database, clock: TurnedClock
) -> None:
    async with database.work() as work:
        town = await municipalities.add(work, slug="lutsk", country="UA", names={"uk": "Луцьк", "en": "Lutsk"})
    await cast.id("olena", municipality_id=town)
    olena, anybody = await cast.program("olena"), await cast.browser()
    summer = await published(olena, **titled("Літо", starts="2027-07-01T15:00"))
    await published(olena, **titled("Зима", starts="2027-12-01T15:00"))
    await scheduled(olena, **titled("Чернетка"))
    path = "/uk/municipalities/lutsk/visits.ics"
    found = await events(anybody, path)
    assert set(found) == {"Літо", "Зима"}
    first = await anybody.get(path)
    calendar = rfc5545.read(first.content)
    assert calendar["X-WR-CALNAME"].text == "Візити: Луцьк — Mosty"
    assert len(calendar.all("VTIMEZONE")) == 1
    assert [rfc5545.moment(calendar, found[title]["DTSTART"]).hour for title in ("Літо", "Зима")] == [12, 13]
    again = await anybody.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    clock.turn(minutes=1)
    await olena.put(f"/api/v1/visits/{summer['id']}/cancellation")
    changed = await anybody.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert (await events(anybody, path))["Літо"]["STATUS"].value == "CANCELLED"
    clock.turn(days=400)
    assert await events(anybody, path) == {}
    assert (await anybody.get("/uk/municipalities/nowhere/visits.ics")).status_code == 404
    page = (await anybody.get(f"/uk/visits/{summer['id']}", follow_redirects=True)).text
    assert f'href="{path}"' in page
