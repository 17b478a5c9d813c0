"""What is published of a visit: who, what was decided, how the actions stand, and a recording with its text."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from forum.foundation.database import table
from forum.live.models import CodeEntry, Stay
from forum.search import jobs
from forum.visits.models import Visit
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.records.conftest import Partners
from tests.records.test_feedback import page


def asked(**changes: Any) -> dict[str, Any]:
    texts = {"uk": "Показали **клапани**."}
    return {"version": 0, "summary": texts, "recording_url": "https://video.example.org/past", **changes}


async def test_a_visit_that_is_over_has_a_public_page_and_decisions_once_they_are_approved(
    partners: Partners, cast: Cast, clock: TurnedClock
) -> None:
    visit = await partners.visit(over=False)
    anybody = await cast.browser()
    assert (await anybody.get(page(visit, "/report"))).status_code == 404
    clock.turn(days=60)
    await partners.entry(visit)
    await partners.action(visit, due="2027-04-12")
    shown = (await anybody.get(page(visit, "/report"))).text
    assert "Krosno" in shown
    assert "Drohobych" in shown
    assert "2 people" in shown
    assert "Valves first" not in shown
    assert 'content="noindex"' in shown
    await partners.approve(visit, "olena", "tomasz")
    shown = (await anybody.get(page(visit, "/report", "pl"))).text
    assert '<p class="minutes__text" lang="uk">Міняємо клапани</p>' in shown
    assert "Po terminie" not in shown
    assert "noindex" not in shown
    api = (await anybody.get(f"/api/v1/visits/{visit['id']}/report")).json()
    assert (api["people"], api["approved"], len(api["decisions"]), len(api["actions"])) == (2, True, 1, 1)
    assert f"{page(visit, '/report')}<" in (await anybody.get("/sitemap.xml")).text
    assert f'href="{page(visit, "/report")}"' in (await anybody.get(page(visit, ""))).text


async def test_those_marked_as_present_are_counted(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    olena = await cast.program("olena")
    path = f"/api/v1/visits/{visit['id']}/presences"
    people = [one["id"] for one in (await olena.get(path)).json()["items"]]
    await olena.put(path, json={"minutes": {people[0]: 90, people[1]: 0}})
    assert (await olena.get(f"/api/v1/visits/{visit['id']}/report")).json()["people"] == 1


async def test_who_was_in_the_room_is_counted_until_the_host_corrects_it(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit(guests=("tomasz", "bohdan", "kasia"))
    olena, report, tomasz = await cast.program("olena"), f"/api/v1/visits/{visit['id']}/report", await cast.id("tomasz")
    assert (await olena.get(report)).json()["people"] == 3
    stays, codes, visits = table(Stay), table(CodeEntry), table(Visit)
    async with cast.services.database.work() as work:
        row = (await work.db.execute(sa.select(visits.c.id, visits.c.starts_at))).one()
        came = {"came_at": row.starts_at, "last_at": row.starts_at + timedelta(minutes=40)}
        await work.db.execute(sa.insert(stays).values(visit_id=row.id, user_id=tomasz, **came))
        by_telephone = {"visit_id": row.id, "user_id": await cast.id("bohdan"), "at": row.starts_at}
        await work.db.execute(sa.insert(codes).values(**by_telephone))
    assert (await olena.get(report)).json()["people"] == 2
    path = f"/api/v1/visits/{visit['id']}/presences"
    people = {one["name"]: one for one in (await olena.get(path)).json()["items"]}
    noted = people["Tomasz Zieliński"]
    assert (noted["minutes"], noted["noted"]) == (None, 40)
    for address in ("/presences", "/room/attendance"):
        shown = (await (await cast.browser("olena")).get(page(visit, address))).text
        assert (f'name="minutes-{noted["id"]}"' in shown, 'value="40"' in shown) == (True, True)
        # Of who listened by telephone the room noted nothing: not that they were away.
        assert 'value="0"' not in shown.partition(f'name="minutes-{people["Богдан Мельник"]["id"]}"')[2][:200]
    await olena.put(path, json={"minutes": {noted["id"]: 0}})
    assert (await olena.get(report)).json()["people"] == 1
    own = (await (await cast.browser("tomasz")).get(page(visit, "/room/attendance"))).text
    assert ("minutes-" in own, "Богдан" in own) == (False, False)


async def test_a_recording_is_published_with_a_text_only(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    path = f"/api/v1/visits/{visit['id']}/report"
    olena, anybody = await cast.program("olena"), await cast.browser()
    alone = await olena.put(path, json=asked(summary={}))
    assert (alone.status_code, alone.json()["code"]) == (422, "recording_needs_text")
    assert (await olena.put(path, json=asked(recording_url="http://x"))).json()["code"] == "video_url_invalid"
    done = await olena.put(path, json=asked())
    assert (done.status_code, done.json()["version"]) == (200, 1)
    shown = (await anybody.get(page(visit, "/report", "pl"))).text
    assert '<div class="prose" lang="uk"><p>Показали <strong>клапани</strong>.</p>' in shown
    assert 'href="https://video.example.org/past"' in shown
    stale = await olena.put(path, json=asked(summary={"uk": "Інше"}))
    assert (stale.status_code, stale.json()["current"]["version"]) == (409, 1)
    assert (await olena.put(path, json=asked(version=1, recording_url=None))).status_code == 200
    assert "video.example.org" not in (await anybody.get(page(visit, "/report"))).text
    for name, status in (("tomasz", 403), ("bohdan", 403), ("ada", 200)):
        assert (await (await cast.program(name)).put(path, json=asked(version=2))).status_code == status


async def test_it_is_written_by_form_and_what_was_typed_is_kept(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    olena, path = await cast.browser("olena"), page(visit, "/report/edit")
    assert (await olena.get(path)).status_code == 200
    typed = {"version": "0", "recording_url": "https://video.example.org/past", "original": "uk"}
    refused = await olena.post(path, data=typed)
    assert refused.status_code == 422
    assert "needs a text beside it" in refused.text
    assert 'value="https://video.example.org/past"' in refused.text
    done = await olena.post(path, data={**typed, "summary_uk": "Показали клапани."})
    assert done.headers["location"] == page(visit, "/report")
    late = await olena.post(path, data={**typed, "summary_uk": "Моє слово"})
    assert late.status_code == 409
    assert "Показали клапани." in late.text
    assert "Моє слово" in late.text
    assert 'name="version" value="1"' in late.text
    assert (await (await cast.browser("tomasz")).get(path)).status_code == 403


@pytest.mark.parametrize("question", ["клапани", "valves", "насос"])
async def test_approved_minutes_are_found_in_any_language(partners: Partners, cast: Cast, question: str) -> None:
    visit = await partners.visit(title={"uk": "Тепло", "en": "Heat"}, description={})
    await partners.entry(visit)
    await partners.action(visit)
    anybody = await cast.program()

    async def found() -> list[str]:
        await jobs.index_waiting(cast.services)
        answer = await anybody.get("/api/v1/search", params={"q": question, "kind": "minutes"})
        return [item["url"].partition("/en")[2] for item in answer.json()["items"]]

    assert await found() == []
    await partners.approve(visit, "olena", "tomasz")
    assert await found() == [page(visit, "/report").removeprefix("/en")]
    browser = await cast.browser()
    shown = (await browser.get("/pl/search", params={"q": question, "kind": "minutes"})).text
    assert page(visit, "/report", "pl") in shown


async def test_the_report_follows_the_visit_s_words(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit(title={"en": "Heat"}, description={})
    await partners.entry(visit)
    await partners.approve(visit, "olena", "tomasz")
    olena = await cast.program("olena")
    renamed = await olena.patch(f"/api/v1/visits/{visit['id']}", json={"version": 1, "title": {"en": "Warmth"}})
    assert renamed.status_code == 200, renamed.text
    await jobs.index_waiting(cast.services)
    found = (await olena.get("/api/v1/search", params={"q": "warmth", "kind": "minutes"})).json()["items"]
    assert [item["title"] for item in found] == ["Warmth"]
    old = await (await cast.browser()).get(page(visit, "/report"))
    assert (old.status_code, old.headers["location"]) == (303, page({"url": renamed.json()["url"]}, "/report"))
