"""A board is opened for a day: announced in the reader's language and hours, with a programme, by moderators only."""

import re
import uuid
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from forum.search import jobs as search
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import Talk
from tests.discussion.test_moderation import audited
from tests.discussion.test_pages import path_of

TITLE = {"pl": "Forum o wodzie", "uk": "Форум про воду", "en": "Water forum"}


def asked(**changes: Any) -> dict[str, Any]:
    """A forum day in Warsaw on the second day after the clock's."""
    return {
        "id": str(uuid.uuid4()), "title": TITLE, "welcome": {"pl": "Witamy **wszystkich**", "uk": "Вітаємо"},
        "original": "pl", "starts": "2027-02-03T09:30", "ends": "2027-02-03T15:00", "zone": "Europe/Warsaw",
        "programme": [
            {"time": "09:30", "title": {"pl": "Powitanie", "uk": "Вітання"}},
            {"time": "11:00", "title": {"pl": "Pompy"}},
        ],
        **changes,
    }  # fmt: skip


async def planned(cast: Cast, **changes: Any) -> dict[str, Any]:
    answer = await (await cast.program("ada")).post("/api/v1/boards/water/days", json=asked(**changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def day_path(day: dict[str, Any]) -> str:
    return "/days/" + str(day["url"]).rpartition("/")[2]


def typed(**changes: str) -> dict[str, str]:
    return {
        "id": str(uuid.uuid4()), "title_pl": "Forum o wodzie", "welcome_pl": "Witamy", "original": "pl",
        "date": "2027-02-03", "begins": "09:30", "ends_at": "15:00", "zone": "Europe/Warsaw", "held": "yes",
        "point_1_time": "10:00", "point_1_title_pl": "Pompy", **changes,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def on_the_board(talk: Talk) -> Talk:
    return talk


async def test_only_moderators_plan_change_and_cancel(cast: Cast) -> None:
    day = await planned(cast)
    olena, browser = await cast.program("olena"), await cast.browser("olena")
    refused = [
        await olena.post("/api/v1/boards/water/days", json=asked()),
        await olena.patch(f"/api/v1/days/{day['id']}", json={"version": 1, "held": False}),
        await olena.put(f"/api/v1/days/{day['id']}/cancellation", json={"reason": ""}),
        await browser.get("/pl/boards/water/days/new"),
        await browser.post("/pl/boards/water/days/new", data=typed()),
        await browser.get(f"/pl{day_path(day)}/edit"),
        await browser.post(f"/pl{day_path(day)}/cancellation", data={"reason": ""}),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    for page in ("/pl/boards/water", f"/pl{day_path(day)}"):
        text = (await browser.get(page)).text
        assert "/days/new" not in text
        assert "/edit" not in text
        assert "/cancellation" not in text
    assert "/pl/boards/water/days/new" in (await (await cast.browser("ada")).get("/pl/boards/water")).text


async def test_r3_the_same_id_plans_one_day(cast: Cast) -> None:
    ada, body = await cast.program("ada"), asked()
    first, again = [await ada.post("/api/v1/boards/water/days", json=body) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    other = await ada.post("/api/v1/boards/water/days", json={**body, "held": False})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert len((await ada.get("/api/v1/days")).json()["items"]) == 1
    assert (await audited(cast))[1:] == ["day.planned"]


async def test_the_board_announces_it_in_the_readers_language_by_both_clocks(cast: Cast, clock: TurnedClock) -> None:
    day = await planned(cast)
    olena, guest = await cast.browser("olena"), await cast.browser()
    board = (await olena.get("/uk/boards/water")).text
    assert "Форум про воду" in board
    assert day_path(day) in board
    for hours in ("10:30–16:00", "09:30–15:00"):
        assert hours in board
    page = (await olena.get(f"/uk{day_path(day)}")).text
    assert "Вітаємо" in page
    assert "Вітання" in page
    # What has no Ukrainian words is shown in the original ones.
    assert '<h3 class="agenda__title" lang="pl">Pompy</h3>' in page
    assert "10:30–16:00" in page
    assert "09:30–15:00" in page
    for path in ("/en/", "/en/boards", "/en/days", "/sitemap.xml"):
        assert day_path(day) in (await guest.get(path)).text, path
    clock.turn(days=2)
    live = (await guest.get("/en/boards/water")).text
    assert "day-banner--live" in live
    clock.turn(hours=8)
    assert "day-banner--over" in (await guest.get("/en/boards/water")).text
    assert day_path(day) not in (await guest.get("/en/")).text
    assert day_path(day) in (await guest.get("/en/days?when=past")).text
    clock.turn(days=2)
    assert "day-banner" not in (await guest.get("/en/boards/water")).text


async def test_the_current_point_is_marked_while_the_day_lasts(cast: Cast, clock: TurnedClock) -> None:
    day, guest = await planned(cast), await cast.browser()

    async def marked() -> list[str]:
        page = (await guest.get(f"/pl{day_path(day)}")).text
        return re.findall(r'aria-current="step">.*?lang="pl">(.*?)</h3>', page, re.DOTALL)

    assert await marked() == []
    clock.turn(days=2)  # 10:00 in Warsaw
    assert await marked() == ["Powitanie"]
    clock.turn(hours=1, minutes=30)
    assert await marked() == ["Pompy"]
    clock.turn(hours=4)
    assert await marked() == []


async def test_it_is_found_in_every_language_until_it_is_cancelled(cast: Cast) -> None:
    day, guest = await planned(cast), await cast.program()

    async def found(question: str) -> list[str]:
        await search.index_waiting(cast.services)
        items = (await guest.get("/api/v1/search", params={"q": question, "kind": "day"})).json()["items"]
        return [item["title"] for item in items]

    assert len(await found("форум вода")) == len(await found("pompy")) == 1
    assert "Forum day" in (await (await cast.browser()).get("/en/search?q=pompy")).text
    ada = await cast.program("ada")
    for _ in range(2):
        gone = await ada.put(f"/api/v1/days/{day['id']}/cancellation", json={"reason": "Brak prądu"})
        assert (gone.status_code, gone.json()["status"]) == (200, "cancelled")
    assert await found("pompy") == []
    assert (await audited(cast))[1:] == ["day.planned", "day.cancelled"]
    pages = await cast.browser()
    assert "Brak prądu" in (await pages.get("/pl/boards/water")).text
    assert "Brak prądu" in (await pages.get(f"/pl{day_path(day)}")).text
    assert day_path(day) not in (await pages.get("/pl/")).text + (await pages.get("/sitemap.xml")).text
    changed = await ada.patch(f"/api/v1/days/{day['id']}", json={"version": 1, "held": False})
    assert (changed.status_code, changed.json()["code"]) == (409, "day_cancelled")


async def test_calendars_follow_it(cast: Cast) -> None:
    day, guest = await planned(cast), await cast.program()
    path = f"/api/v1/days/{day['id']}/calendar.ics"

    async def event() -> tuple[Any, Any]:
        calendar = Calendar.from_ical((await guest.get(path)).content)
        return calendar["METHOD"], calendar.walk("VEVENT")[0]

    _, before = await event()
    assert before["SUMMARY"] == "Water forum"
    assert before["DTSTART"].dt.isoformat() == "2027-02-03T09:30:00+01:00"
    ada = await cast.program("ada")
    await ada.patch(f"/api/v1/days/{day['id']}", json={"version": 1, "held": False})
    assert (await event())[1]["SEQUENCE"] == before["SEQUENCE"]
    await ada.patch(f"/api/v1/days/{day['id']}", json={"version": 2, "ends": "2027-02-03T16:00"})
    await ada.put(f"/api/v1/days/{day['id']}/cancellation", json={})
    method, after = await event()
    assert (method, after["STATUS"], after["SEQUENCE"]) == ("CANCEL", "CANCELLED", before["SEQUENCE"] + 2)
    assert after["UID"] == before["UID"]
    page = await (await cast.browser()).get(f"/uk{day_path(day)}/calendar.ics")
    assert "Форум про воду" in page.text


async def test_r13_a_point_names_its_thread_only_to_whom_may_read_it(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread(title="zqpumps")
    day = await planned(cast, programme=[{"time": "10:00", "title": {"pl": "Pompy"}, "thread": thread["url"]}])
    guest = await cast.browser()
    assert day["programme"][0]["thread"] == thread["id"]
    assert path_of(thread) in (await guest.get(f"/en{day_path(day)}")).text
    await talk.hide(await talk.opening(thread))
    for reader in (guest, await cast.browser("olena")):
        page = (await reader.get(f"/en{day_path(day)}")).text
        assert "zqpumps" not in page
        assert thread["id"] not in page
        assert (await reader.get(f"/api/v1/days/{day['id']}")).json()["programme"][0]["thread"] is None
    # Moderators see it, and an edit of something else does not lose it.
    ada = await cast.browser("ada")
    form = (await ada.get(f"/en{day_path(day)}/edit")).text
    assert f'value="{thread["id"]}"' in form
    unknown = await (await cast.program("ada")).post(
        "/api/v1/boards/water/days",
        json=asked(programme=[{"time": "10:00", "title": {"pl": "x"}, "thread": "nothing"}]),
    )
    assert (unknown.status_code, unknown.json()["code"]) == (422, "thread_unknown")


async def test_a_merged_thread_is_named_by_where_its_posts_are(cast: Cast, talk: Talk) -> None:
    old, new = await talk.thread(title="Old"), await talk.thread(title="New")
    day = await planned(cast, programme=[{"time": "10:00", "title": {"pl": "Pompy"}, "thread": old["id"]}])
    await (await cast.program("ada")).put(f"/api/v1/threads/{old['id']}/merger", json={"into": new["id"]})
    shown = (await (await cast.program()).get(f"/api/v1/days/{day['id']}")).json()
    assert shown["programme"][0]["thread"] == new["id"]


async def test_a_form_that_is_wrong_says_where_and_keeps_what_was_typed(cast: Cast) -> None:
    ada = await cast.browser("ada")
    assert (await ada.get("/pl/boards/water/days/new")).status_code == 200

    async def sent(**changes: str) -> httpx.Response:
        return await ada.post("/en/boards/water/days/new", data=typed(**changes))

    skipped = await sent(date="2027-03-28", begins="02:30")
    assert skipped.status_code == 422
    assert "28 March 2027, 03:30" in skipped.text
    assert "Witamy" in skipped.text
    assert 'value="02:30"' in skipped.text
    twice = await sent(date="2027-10-31", begins="02:30")
    assert 'name="fold"' in twice.text
    assert "UTC+2" in twice.text
    assert (await sent(date="2027-10-31", begins="02:30", fold="1")).status_code == 303
    for changes, words in (
        ({"title_pl": ""}, "Please write something first."),
        ({"ends_at": "09:00"}, "at least 15 minutes after the beginning"),
        ({"point_1_time": "08:00"}, "08:00 lies outside"),
        ({"point_1_title_pl": ""}, "Please write something first."),
        ({"point_1_thread": "nowhere"}, "There is no such thread."),
        ({"date": ""}, "There is no such date or time."),
        ({"zone": "Mars"}, "Please choose a time zone"),
    ):
        answer = await sent(**changes)
        assert (answer.status_code, words in answer.text) == (422, True), (changes, answer.text)
    lost = await ada.post("/en/boards/nowhere/days/new", data=typed())
    assert lost.status_code == 404


async def test_a_day_is_edited_by_form_and_by_one_at_a_time(cast: Cast, clock: TurnedClock) -> None:
    day, ada = await planned(cast), await cast.browser("ada")
    form = (await ada.get(f"/pl{day_path(day)}/edit")).text
    for value in ("Forum o wodzie", "Форум про воду", "2027-02-03", "09:30", "15:00", "Powitanie"):
        assert value in form
    edited = typed(version="1", title_pl="Forum o cieple", held="")
    saved = await ada.post(f"/pl{day_path(day)}/edit", data=edited)
    assert saved.status_code == 303
    now = (await ada.get(f"/api/v1/days/{day['id']}")).json()
    assert (now["title"], now["held"], now["version"]) == ({"pl": "Forum o cieple"}, False, 2)
    late = await ada.post(f"/pl{day_path(day)}/edit", data=edited)
    assert late.status_code == 409
    assert "Forum o cieple" in late.text
    assert 'name="version" value="2"' in late.text
    stale = await (await cast.program("ada")).patch(f"/api/v1/days/{day['id']}", json={"version": 1, "held": True})
    assert (stale.status_code, stale.json()["current"]["version"]) == (409, 2)
    # While it lasts its end can move; once it is over, only its words.
    clock.turn(days=2)
    program, body = await cast.program("ada"), {"version": 2, "ends": "2027-02-03T16:00"}
    assert (await program.patch(f"/api/v1/days/{day['id']}", json=body)).status_code == 200
    clock.turn(days=1)
    over = await program.patch(f"/api/v1/days/{day['id']}", json={"version": 3, "ends": "2027-02-03T17:00"})
    assert (over.status_code, over.json()["code"]) == (409, "day_over")
    words = await program.patch(f"/api/v1/days/{day['id']}", json={"version": 3, "welcome": {"pl": "Dziękujemy"}})
    assert words.status_code == 200
    gone = await program.put(f"/api/v1/days/{day['id']}/cancellation", json={})
    assert (gone.status_code, gone.json()["code"]) == (409, "day_over")


async def test_lists_go_by_key(cast: Cast) -> None:
    guest = await cast.program()
    wanted = [(await planned(cast, starts=f"2027-03-0{n}T09:30", ends=f"2027-03-0{n}T15:00"))["id"] for n in (3, 1, 2)]
    seen, after = [], None
    for _ in range(3):
        page = (await guest.get("/api/v1/days", params={"limit": 1, **({"after": after} if after else {})})).json()
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
    assert (seen, after) == ([wanted[1], wanted[2], wanted[0]], None)
    assert (await guest.get("/api/v1/days", params={"after": "nonsense"})).status_code == 422
    assert (await guest.get("/api/v1/days/bcdfghjkmnpq")).status_code == 404
    assert (await (await cast.browser()).get("/en/days/bcdfghjkmnpq")).status_code == 404
