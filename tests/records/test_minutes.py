"""Writing minutes, approving them, and that nobody changes them afterwards."""

import hashlib
import uuid

import pytest
import sqlalchemy as sa

from forum.foundation.database import table
from forum.records.models import Minutes
from forum.search import jobs as search_jobs
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.records.conftest import TOWNS, Partners
from tests.visits.plans import scheduled


def api(visit: dict[str, object], path: str = "") -> str:
    return f"/api/v1/visits/{visit['id']}/minutes{path}"


async def test_the_host_writes_entries_down_once_for_each_id(partners: Partners) -> None:
    visit = await partners.visit(over=False)
    same = str(uuid.uuid4())
    first, again = await partners.write(visit, id=same), await partners.write(visit, id=same)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = await partners.write(visit, id=same, kind="note")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    await partners.entry(visit, kind="note", texts={"pl": "Uwaga"})
    action = await partners.action(visit, due="2027-04-12")
    assert action["owner"] == {"person": None, "municipality": "krosno", "names": TOWNS["krosno"][1]}
    found = await partners.minutes(visit)
    assert [entry["kind"] for entry in found["entries"]] == ["decision", "action", "note"]
    assert found["edition"] == 3
    assert found["entries"][0]["texts"] == {"uk": "Міняємо клапани", "en": "Valves first"}


async def test_two_who_edit_the_same_entry_both_see_both_versions(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    entry = await partners.entry(visit)
    olena, path = await cast.program("olena"), api(visit, f"/entries/{entry['id']}")
    changed = await olena.patch(path, json={"version": 1, "texts": {"uk": "Спершу котел"}})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    late = await (await cast.program("ada")).patch(path, json={"version": 1, "texts": {"uk": "Нічого"}})
    assert (late.status_code, late.json()["code"]) == (409, "edit_conflict")
    assert late.json()["current"]["texts"] == {"uk": "Спершу котел"}
    late = await olena.delete(path, params={"version": 1})
    assert late.status_code == 409
    browser, edit = await cast.browser("olena"), f"{page(visit)}/entries/{entry['id']}/edit"
    typed = {"version": "1", "kind": "decision", "text_uk": "Моє слово", "original": "uk"}
    shown = await browser.post(edit, data=typed)
    assert shown.status_code == 409
    assert "Спершу котел" in shown.text
    assert "Моє слово" in shown.text
    assert 'name="version" value="2"' in shown.text
    assert (await browser.post(edit, data={**typed, "version": "2"})).status_code == 303
    assert (await olena.delete(path, params={"version": 3})).status_code == 204
    assert (await partners.minutes(visit))["entries"] == []


def page(visit: dict[str, object], locale: str = "uk") -> str:
    return f"/{locale}" + str(visit["url"]).split("/en", 1)[1] + "/minutes"


async def test_minutes_are_written_by_form_without_scripts_and_keep_what_was_typed(
    partners: Partners, cast: Cast
) -> None:
    visit = await partners.visit()
    olena = await cast.browser("olena")
    typed = {"id": str(uuid.uuid4()), "kind": "action", "text_uk": "Надіслати папери", "original": "uk", "due": "x"}
    refused = await olena.post(f"{page(visit)}/entries", data={**typed, "owner": "town:krosno"})
    assert refused.status_code == 422
    assert "Надіслати папери" in refused.text
    assert 'value="town:krosno" lang="uk" selected' in refused.text
    done = await olena.post(f"{page(visit)}/entries", data={**typed, "owner": "town:krosno", "due": "2027-04-12"})
    assert done.headers["location"] == page(visit)
    shown = (await olena.get(page(visit))).text
    assert "12 квітня 2027" in shown
    assert '<bdi lang="uk">Кросно</bdi>' in shown
    [entry] = (await partners.minutes(visit))["entries"]
    edit = await olena.get(f"{page(visit)}/entries/{entry['id']}/edit")
    assert "Надіслати папери" in edit.text
    removal = await olena.post(f"{page(visit)}/entries/{entry['id']}/removal", data={"version": "1"})
    assert removal.status_code == 303
    assert "Надіслати папери" not in (await olena.get(page(visit))).text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"municipality": "weimar"}, "owner_unknown"),
        ({"municipality": None, "person": "zzzzzzzzzzzz"}, "owner_unknown"),
        ({"municipality": None}, "owner_missing"),
        ({"due": "soon"}, "date_invalid"),
        ({"id": "1"}, "bad_client_id"),
    ],
)
async def test_what_cannot_be_in_minutes_is_refused(partners: Partners, changes: dict[str, object], code: str) -> None:
    visit = await partners.visit()
    fields = {"kind": "action", "texts": {"en": "x"}, "municipality": "krosno", **changes}
    answer = await partners.write(visit, **fields)
    assert (answer.json()["code"], answer.status_code in (400, 422)) == (code, True)


async def test_minors_are_not_made_owners(partners: Partners, cast: Cast) -> None:
    await cast.id("solomiia", role="youth", age_band="16_17", municipality_id=partners.towns["krosno"])
    visit = await partners.visit(guests=("tomasz", "solomiia"), terms={"minors": True})
    shown = (await (await cast.browser("olena")).get(page(visit, "en"))).text
    assert "Tomasz Zieliński</option>" in shown
    assert "Solomiia" not in shown


async def test_drafts_and_cancelled_visits_have_no_minutes(partners: Partners, cast: Cast) -> None:
    olena = await cast.program("olena")
    draft = await scheduled(olena)
    assert (await partners.write(draft)).json()["code"] == "not_published"
    visit = await partners.visit(over=False)
    await olena.put(f"/api/v1/visits/{visit['id']}/cancellation")
    assert (await partners.write(visit)).json()["code"] == "visit_cancelled"


async def test_until_both_approved_only_those_concerned_read_them(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    entry = await partners.entry(visit)
    for name, status in ((None, 404), ("kasia", 404), ("bohdan", 200), ("tomasz", 200), ("ada", 200)):
        reader = await cast.browser(name)
        for path in (page(visit), f"{page(visit)}/changes", api(visit)):
            assert (await reader.get(path)).status_code == status, (name, path)
        assert (await reader.get(f"{page(visit)}.txt")).status_code == 404
        own = await reader.get(page(visit).removesuffix("/minutes"))
        assert ("Міняємо клапани" in own.text) == (status == 200)
    await partners.approve(visit, "olena", "tomasz")
    anybody = await cast.browser()
    assert "Міняємо клапани" in (await anybody.get(page(visit))).text
    assert "Міняємо клапани" in (await anybody.get(page(visit).removesuffix("/minutes"))).text
    fallback = (await anybody.get(page(visit, "pl"))).text
    assert '<p class="minutes__text" lang="uk">Міняємо клапани</p>' in fallback
    for name, status in (("bohdan", 403), ("kasia", 403), ("tomasz", 403), ("olena", 409)):
        body = {"version": 1, "texts": {"en": "x"}}
        answer = await (await cast.program(name)).patch(api(visit, f"/entries/{entry['id']}"), json=body)
        assert answer.status_code == status


async def test_what_drafts_said_before_both_approved_stays_with_those_concerned(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    entry = await partners.entry(visit, texts={"en": "The mayor was wrong"}, original="en")
    olena = await cast.program("olena")
    await olena.patch(api(visit, f"/entries/{entry['id']}"), json={"version": 1, "texts": {"en": "Valves first"}})
    await partners.approve(visit, "olena", "tomasz")
    for name, status in ((None, 404), ("kasia", 404), ("bohdan", 200), ("tomasz", 200), ("olena", 200), ("ada", 200)):
        reader = await cast.browser(name)
        assert (await reader.get(page(visit))).status_code == 200, name
        for query in ("", "?since=0", "?since=1"):
            assert (await reader.get(f"{page(visit)}/changes{query}")).status_code == status, (name, query)


async def test_both_sides_approve_the_same_edition_and_then_nothing_changes(
    partners: Partners, cast: Cast, clock: TurnedClock
) -> None:
    visit = await partners.visit(over=False)
    entry = await partners.entry(visit)
    early = await partners.approve(visit, "olena")
    assert (early.status_code, early.json()["code"]) == (409, "visit_not_over")
    clock.turn(days=60)
    assert (await partners.approve(visit, "bohdan")).status_code == 403
    assert (await partners.approve(visit, "ada")).status_code == 403
    first = await partners.approve(visit, "olena", "olena")
    assert first.json()["approvals"][0]["party"] == "organiser"
    assert first.json()["frozen_at"] is None
    # A change makes an approval one of an earlier edition.
    action = await partners.action(visit)
    stale = await (await cast.program("tomasz")).put(api(visit, "/approval"), json={"edition": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "minutes_changed")
    half = await partners.approve(visit, "tomasz")
    assert half.json()["frozen_at"] is None
    shown = await (await cast.browser("olena")).get(page(visit, "en"))
    assert "approved an earlier edition" in shown.text
    whole = (await partners.approve(visit, "olena")).json()
    assert whole["frozen_at"] is not None
    assert {(sign["party"], sign["edition"]) for sign in whole["approvals"]} == {("organiser", 2), ("partner", 2)}
    assert whole == (await partners.approve(visit, "tomasz")).json() | {"my_party": "organiser"}

    olena = await cast.program("olena")
    for answer in (
        await partners.write(visit),
        await olena.patch(api(visit, f"/entries/{entry['id']}"), json={"version": 1, "texts": {"en": "x"}}),
        await olena.delete(api(visit, f"/entries/{entry['id']}"), params={"version": 1}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "minutes_frozen")
    text = await (await cast.browser()).get(f"{page(visit)}.txt")
    assert text.content == (await (await cast.program()).get(api(visit) + ".txt")).content
    assert hashlib.sha256(text.content).hexdigest() == whole["stamp"]
    assert "Valves first" in text.text
    assert "Tomasz Zieliński" in text.text
    assert whole["stamp"] in (await (await cast.browser()).get(page(visit))).text
    # That an action is done is no change of the minutes.
    done = await (await cast.program("tomasz")).put(api(visit, f"/entries/{action['id']}/completion"))
    assert done.json()["done_at"] is not None
    assert (await (await cast.browser()).get(f"{page(visit)}.txt")).content == text.content


async def test_r13_minutes_that_a_moderator_hides_are_gone_everywhere_until_shown_again(
    partners: Partners, cast: Cast
) -> None:
    visit = await partners.visit()
    await partners.entry(visit, texts={"en": "zqdecided zqvalve"}, original="en")
    await partners.action(visit, texts={"en": "zqaction"})
    ada = await cast.program("ada")
    early = await ada.put(api(visit, "/hiding"))
    assert (early.status_code, early.json()["code"]) == (409, "minutes_not_frozen")
    await partners.approve(visit, "olena", "tomasz")
    later = await partners.visit(over=False, starts="2027-06-01T10:00")
    await search_jobs.index_waiting(cast.services)
    for name, status in ((None, 403), ("bohdan", 403), ("tomasz", 403), ("olena", 403)):
        assert (await (await cast.program(name)).put(api(visit, "/hiding"))).status_code == status
    assert (await (await cast.browser("olena")).post(f"{page(visit)}/hiding", data={"hide": "1"})).status_code == 403
    of_visit, of_later = (page(one, "en").removesuffix("/minutes") for one in (visit, later))
    minutes = page(visit, "en")
    read_as_page = [minutes, f"{minutes}/changes?since=0", f"{minutes}.txt", api(visit), f"{api(visit)}.txt"]
    shown_on = [
        of_visit, of_later, f"{of_visit}/report", f"{of_later}/minutes", f"/api/v1/visits/{visit['id']}/report",
        f"/api/v1/visits/{later['id']}/open-actions", "/en/search?q=zqvalve", "/api/v1/search?q=zqvalve", "/sitemap.xml",
    ]  # fmt: skip

    async def words(name: str | None, path: str) -> str:
        return (await (await cast.browser(name)).get(path)).text

    assert "zqaction" in await words(None, of_later)
    assert "zqdecided" in await words(None, "/en/search?q=zqvalve")
    for _ in range(2):
        assert (await ada.put(api(visit, "/hiding"))).status_code == 200
    await search_jobs.index_waiting(cast.services)
    for name in (None, "bohdan", "tomasz", "olena"):
        reader = await cast.browser(name)
        for path in read_as_page:
            assert (await reader.get(path)).status_code == 404, (name, path)
        for path in shown_on:
            text = await words(name, path)
            assert ("zqdecided" in text, "zqaction" in text) == (False, False), (name, path)
    moderator = await cast.browser("ada")
    assert "These minutes are hidden" in (await moderator.get(minutes)).text
    assert (await moderator.post(f"{minutes}/hiding", data={"end": "1"})).status_code == 303
    assert "zqdecided" in await words(None, f"{of_visit}/report")
    assert "zqaction" in await words(None, of_later)


async def test_a_text_that_was_changed_past_the_site_is_told(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    await partners.entry(visit)
    await partners.approve(visit, "olena", "tomasz")
    kept = table(Minutes)
    async with cast.services.database.work() as work:
        await work.db.execute(sa.update(kept).values(text=kept.c.text + "!"))
    assert "does not match its fingerprint" in (await (await cast.browser()).get(page(visit, "en"))).text


async def test_changes_since_what_was_approved_are_shown_word_by_word(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit()
    entry = await partners.entry(visit)
    await partners.approve(visit, "tomasz")
    olena, path = await cast.program("olena"), api(visit, f"/entries/{entry['id']}")
    await olena.patch(path, json={"version": 1, "texts": {"uk": "Міняємо котли", "en": "Valves first"}})
    await partners.action(visit, due="2027-04-12")
    tomasz = await cast.browser("tomasz")
    shown = (await tomasz.get(f"{page(visit, 'en')}/changes")).text
    assert "From edition 1 to edition 3" in shown
    assert "Removed: </span>клапани</del>" in shown
    assert "Added: </span>котли</ins>" in shown
    assert "Added: Action" in shown
    assert "12 April 2027" in shown
    assert (await tomasz.get(f"{page(visit, 'en')}/changes?since=3")).text.count('class="version"') == 0
    assert (await tomasz.get(f"{page(visit, 'en')}/changes?since=9")).status_code == 404
    assert (await tomasz.get(f"{page(visit, 'en')}/changes?since=x")).status_code == 422
