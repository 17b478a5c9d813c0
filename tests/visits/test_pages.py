import re
import uuid
from datetime import UTC, datetime

import httpx
import pytest
import sqlalchemy as sa

from forum.foundation.database import Database, table
from forum.foundation.i18n import zone_name
from forum.visits.models import Visit
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits.plans import published, scheduled


def typed(**changes: object) -> dict[str, object]:
    """The form of a visit as somebody fills it."""
    return {
        "id": str(uuid.uuid4()), "kind": "study_visit", "title_uk": "Тепло у двох школах", "title_pl": "Ciepło",
        "description_uk": "Покажемо **клапани**.", "original": "uk", "date": "2027-03-29", "time": "10:00",
        "zone": "Europe/Kyiv", "minutes": "90", "capacity": "2", "languages": ["uk", "pl"],
        "interpretation": "consecutive", "video_url": "https://video.example.org/heat", "municipality": "",
        "item_1_minutes": "30", "item_1_title_uk": "Вітання", "item_1_speaker": "Олена", "item_1_lang": "uk",
        "item_2_minutes": "60", "item_2_title_uk": "Котельня", "item_2_title_pl": "Kotłownia", "item_2_speaker": "",
        **changes,
    }  # fmt: skip


def path_of(visit: dict[str, object]) -> str:
    """A visit's address below the locale, out of its address in the API."""
    return str(visit["url"]).split("/en", 1)[1]


async def follow(browser: httpx.AsyncClient, answer: httpx.Response) -> httpx.Response:
    assert answer.status_code == 303, answer.text
    return await browser.get(answer.headers["location"])


async def press(browser: httpx.AsyncClient, page: str, action: str) -> httpx.Response:
    """Send a page's form of one button exactly as it stands there."""
    html = (await browser.get(page)).text
    form = re.search(rf'action="{action}".*?</form>', html, re.DOTALL)
    assert form, html
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w*)"', form[0]))
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    return await browser.post(
        action, content=body.encode(), headers={"Content-Type": "application/x-www-form-urlencoded"}
    )


async def test_an_official_plans_a_visit_by_form_and_publishes_it(cast: Cast) -> None:
    olena = await cast.browser("olena")
    assert (await olena.get("/uk/visits/new")).status_code == 200
    form = typed()
    made = await olena.post("/uk/visits/new", data=form)
    draft = await follow(olena, made)
    assert draft.status_code == 200
    assert "Тепло у двох школах" in draft.text
    assert "<strong>клапани</strong>" in draft.text
    assert re.findall(r'agenda__time"><time[^>]*>(\d\d:\d\d)<', draft.text) == ["10:00", "10:30"]
    again = await olena.post("/uk/visits/new", data=form)
    assert again.headers["location"] == made.headers["location"]
    await follow(olena, await press(olena, made.headers["location"], made.headers["location"] + "/publication"))
    anonymous = await (await cast.browser()).get(made.headers["location"].replace("/uk/", "/pl/"))
    assert anonymous.status_code == 200
    assert "Ciepło" in anonymous.text
    assert "video.example.org" not in anonymous.text


async def test_the_lists_show_published_visits_and_hosts_their_drafts(cast: Cast, clock: TurnedClock) -> None:
    api, olena, anybody = await cast.program("olena"), await cast.browser("olena"), await cast.browser()
    await published(api, title={"en": "Shown"})
    await scheduled(api, title={"en": "Hidden"})
    seen = (await anybody.get("/en/visits")).text
    assert "Shown" in seen
    assert "Hidden" not in seen
    assert "Hidden" in (await olena.get("/en/visits")).text
    assert "Shown" not in (await anybody.get("/en/visits?when=past")).text
    clock.turn(days=60)
    assert "Shown" not in (await anybody.get("/en/visits")).text
    assert "Shown" in (await anybody.get("/en/visits?when=past")).text
    assert (await anybody.get("/en/visits?after=oops")).status_code == 422


@pytest.mark.parametrize("name", ["tomasz", "bohdan", None])
async def test_a_draft_is_nowhere_for_outsiders(cast: Cast, name: str | None) -> None:
    draft = await scheduled(await cast.program("olena"))
    outsider, path = await cast.browser(name), path_of(draft)
    absent = await outsider.get("/en/visits/zzzzzzzzzzzz-no")
    for page in ("", "/room", "/calendar.ics"):
        hidden = await outsider.get(f"/en{path}{page}")
        other = await outsider.get(f"/en/visits/zzzzzzzzzzzz-no{page}")
        assert (hidden.status_code, other.status_code) == (404, 404)
        own = r"(/|%2F)visits(/|%2F)[^\"&?#]+"
        assert re.sub(own, "", hidden.text) == re.sub(own, "", other.text)
    assert absent.status_code == 404
    if name is not None:
        assert (await outsider.get(f"/en{path}/edit")).status_code == 404
        for verb in ("seat", "publication", "cancellation", "edit"):
            assert (await outsider.post(f"/en{path}/{verb}", data={"x": "1"})).status_code == 404


async def test_only_officials_open_the_form_and_only_the_host_and_moderators_edit(cast: Cast) -> None:
    visit = await published(await cast.program("olena"))
    path = path_of(visit)
    assert (await (await cast.browser()).get("/en/visits/new")).status_code == 401
    assert (await (await cast.browser("bohdan")).get("/en/visits/new")).status_code == 403
    for name, status in (("tomasz", 403), ("bohdan", 403), ("olena", 200), ("ada", 200), ("root", 200)):
        browser = await cast.browser(name)
        assert (await browser.get(f"/en{path}/edit")).status_code == status
        assert (await browser.get(f"/en{path}/cancellation")).status_code == status
    tomasz = await cast.browser("tomasz")
    for verb in ("publication", "cancellation", "edit"):
        data = typed(version="1")
        assert (await tomasz.post(f"/en{path}/{verb}", data=data)).status_code == 403
    assert (await tomasz.get(f"/en{path}")).status_code == 200


async def test_a_wrong_slug_leads_to_the_right_one(cast: Cast) -> None:
    visit, anybody = await published(await cast.program("olena")), await cast.browser()
    for wrong in (f"/pl/visits/{visit['id']}", f"/pl/visits/{visit['id']}-wrong"):
        for page in ("", "/room"):
            answer = await anybody.get(wrong + page)
            assert (answer.status_code, answer.headers["location"]) == (303, f"/pl{path_of(visit)}{page}")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"date": "2027-02-29"}, "There is no such date or time"),
        ({"zone": "Foo/Bar"}, "Please choose a time zone"),
        ({"minutes": "5"}, "at least 10 minutes"),
        ({"minutes": "x"}, "at least 10 minutes"),
        ({"minutes": "500"}, "at most 8 hours"),
        ({"capacity": "many"}, "between 1 and 10,000"),
        ({"date": "2026-01-01"}, "already passed"),
        ({"title_uk": "", "title_pl": ""}, "Please write something first"),
        ({"languages": []}, "at least one language"),
        ({"video_url": "ftp://x"}, "starts with https://"),
        ({"municipality": "atlantis"}, "a municipality from the list"),
        ({"item_2_minutes": ""}, "needs its length"),
        ({"item_2_minutes": "61"}, "takes 91 minutes"),
    ],
)
async def test_a_refused_plan_keeps_what_was_typed_and_says_what_is_wrong(
    cast: Cast, changes: dict[str, object], sentence: str
) -> None:
    olena = await cast.browser("olena")
    answer = await olena.post("/en/visits/new", data=typed(item_1_speaker="Пані Олена", **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Пані Олена" in answer.text
    assert "Покажемо **клапани**." in answer.text


async def test_t1_a_skipped_hour_is_offered_the_next_one_as_a_choice(cast: Cast) -> None:
    olena = await cast.browser("olena")
    form = typed(date="2027-03-28", time="03:30")
    refused = await olena.post("/en/visits/new", data=form)
    assert refused.status_code == 422
    assert 'name="suggested" type="radio" value="2027-03-28T04:30"' in refused.text
    page = await follow(olena, await olena.post("/en/visits/new", data={**form, "suggested": "2027-03-28T04:30"}))
    assert "04:30–06:00" in page.text


async def test_t2_a_repeated_hour_is_asked_about_and_never_guessed(cast: Cast, database: Database) -> None:
    olena = await cast.browser("olena")
    form = typed(date="2027-10-31", time="03:30", zone="Europe/Kiev")
    refused = await olena.post("/en/visits/new", data=form)
    assert refused.status_code == 422
    assert "UTC+3" in refused.text
    assert "UTC+2" in refused.text
    made = await olena.post("/en/visits/new", data={**form, "fold": "1"})
    assert made.status_code == 303
    async with database.read() as db:
        v = table(Visit)
        row = (await db.execute(sa.select(v.c.zone, v.c.fold, v.c.starts_at))).one()
    assert (row.zone, row.fold, row.starts_at.isoformat()) == ("Europe/Kyiv", 1, "2027-10-31T01:30:00+00:00")
    ics = (await olena.get(made.headers["location"] + "/calendar.ics")).text
    assert "DTSTART:20271031T013000Z" in ics
    edited = await olena.post(made.headers["location"] + "/edit", data={**form, "version": "1", "title_uk": "Інша"})
    assert edited.status_code == 303
    async with database.read() as db:
        assert await db.scalar(sa.select(v.c.starts_at)) == row.starts_at


async def test_two_hosts_editing_at_once_see_both_versions(cast: Cast) -> None:
    api, olena = await cast.program("olena"), await cast.browser("olena")
    visit = await scheduled(api)
    path = f"/en{path_of(visit)}"
    await api.patch(f"/api/v1/visits/{visit['id']}", json={"version": 1, "title": {"uk": "Збережено раніше"}})
    late = await olena.post(f"{path}/edit", data=typed(version="1", title_uk="Набрано пізніше"))
    assert late.status_code == 409
    assert "Збережено раніше" in late.text
    assert "Набрано пізніше" in late.text
    assert 'name="version" value="2"' in late.text
    assert (await olena.post(f"{path}/edit", data=typed(version="2", title_uk="Набрано пізніше"))).status_code == 303


async def test_two_hosts_who_chose_other_reminders_and_languages_see_both_choices(cast: Cast) -> None:
    api, olena = await cast.program("olena"), await cast.browser("olena")
    visit = await scheduled(api, reminders=["1d", "1h"])
    await api.patch(f"/api/v1/visits/{visit['id']}", json={"version": 1, "reminders": ["7d"], "languages": ["en"]})
    late = await olena.post(f"/en{path_of(visit)}/edit", data=typed(version="1", reminders=["3h", "15m"]))
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>', late.text, re.DOTALL)
    told = {label: (re.sub(r"<[^>]+>", "", saved), re.sub(r"<[^>]+>", "", written)) for label, saved, written in rows}
    assert told["Reminders"] == ("7 days before", "15 minutes before, 3 hours before")
    assert told["Languages spoken"][0] == "English"


async def test_a_seat_is_taken_and_given_up_by_button(cast: Cast) -> None:
    visit = await published(await cast.program("olena"), capacity=1)
    path = f"/en{path_of(visit)}"
    bohdan, kasia = await cast.browser("bohdan"), await cast.browser("kasia")
    assert "Take a seat" in (await bohdan.get(path)).text
    page = await follow(bohdan, await press(bohdan, path, f"{path}/seat"))
    assert "You have a seat" in page.text
    assert "video.example.org" in page.text
    page = await follow(kasia, await press(kasia, path, f"{path}/seat"))
    assert "Your place on the waiting list: 1" in page.text
    assert "video.example.org" not in page.text
    await follow(bohdan, await press(bohdan, path, f"{path}/seat"))
    assert "You have a seat" in (await kasia.get(path)).text
    assert (await (await cast.browser()).post(f"{path}/seat", data={"x": "1"})).status_code == 401


async def test_a_refused_seat_is_told_on_the_visits_page(cast: Cast, clock: TurnedClock) -> None:
    visit = await published(await cast.program("olena"))
    clock.turn(days=56)
    answer = await (await cast.browser("bohdan")).post(f"/en{path_of(visit)}/seat", data={"x": "1"})
    assert answer.status_code == 409
    assert "already begun" in answer.text


async def test_a_cancelled_visit_says_why_on_its_page(cast: Cast) -> None:
    visit, olena = await published(await cast.program("olena")), await cast.browser("olena")
    path = f"/en{path_of(visit)}"
    assert (await olena.get(f"{path}/cancellation")).status_code == 200
    page = await follow(olena, await olena.post(f"{path}/cancellation", data={"reason": "Повітряна тривога"}))
    assert "Повітряна тривога" in page.text
    assert "Повітряна тривога" in (await (await cast.browser()).get(path)).text


async def test_the_page_the_api_and_the_calendar_agree_on_the_hour_and_each_reader_has_their_own(cast: Cast) -> None:
    visit = await published(await cast.program("olena"), starts="2027-07-01T15:00")
    path = f"/en{path_of(visit)}"
    assert visit["starts_at"] == "2027-07-01T12:00:00Z"
    anonymous = (await (await cast.browser()).get(path)).text
    hours = re.findall(
        r'times__zone">(\w+) time, UTC\+\d</span></th>\s*<td><span class="times__hours">([\d:]+)–', anonymous
    )
    assert hours == [("Kyiv", "15:00"), ("Warsaw", "14:00"), ("Brussels", "14:00")]
    tomasz = (await (await cast.browser("tomasz")).get(path)).text
    hours = re.findall(
        r'times__zone">(\w+) time, UTC\+\d</span></th>\s*<td><span class="times__hours">([\d:]+)–', tomasz
    )
    assert hours == [("Warsaw", "14:00"), ("Kyiv", "15:00")]
    ics = (await (await cast.browser()).get(f"{path}/calendar.ics")).text
    assert "DTSTART;TZID=Europe/Kyiv:20270701T150000" in ics


@pytest.mark.parametrize("locale", ["uk", "en", "pl"])
async def test_the_room_has_the_programme_beside_the_talk(cast: Cast, locale: str) -> None:
    points = [{"minutes": 30, "title": {"uk": "Вітання"}, "speaker": "Олена", "lang": "uk"}]
    visit = await published(await cast.program("olena"), agenda=points)
    for name in (None, "bohdan", "olena"):
        answer = await (await cast.browser(name)).get(f"/{locale}{path_of(visit)}/room")
        assert answer.status_code == 200
        assert "Вітання" in answer.text
        assert f'data-room="{visit["room"]}"' in answer.text


async def test_words_of_people_are_escaped_everywhere(cast: Cast) -> None:
    evil = '<script>alert("x")</script>'
    visit = await published(
        await cast.program("olena"), title={"en": evil}, description={"en": evil},
        agenda=[{"minutes": 10, "title": {"en": evil}, "speaker": evil}],
    )  # fmt: skip
    path, ada = path_of(visit), await cast.browser("ada")
    for page in (path, f"{path}/room", f"{path}/edit", f"{path}/cancellation", "/visits"):
        answer = await ada.get(f"/en{page}")
        assert answer.status_code == 200
        assert evil not in answer.text


@pytest.mark.parametrize(
    ("reader", "locale", "hour", "zone"),
    [
        (None, "en", "10:00", "Europe/Kyiv"),
        (None, "pl", "10:00", "Europe/Kyiv"),
        ("tomasz", "pl", "09:00", "Europe/Warsaw"),
    ],
)
async def test_a_room_tells_its_programme_and_its_messages_by_one_clock(
    cast: Cast, clock: TurnedClock, reader: str | None, locale: str, hour: str, zone: str
) -> None:
    olena = await cast.program("olena")
    agenda = [{"minutes": 30, "title": {"uk": "Вітання"}}]
    visit = await published(olena, agenda=agenda, starts="2027-03-29T10:00", zone="Europe/Kyiv")
    clock.turn(seconds=(datetime(2027, 3, 29, 7, 0, tzinfo=UTC) - clock.now()).total_seconds())
    said = await olena.post(
        f"/api/v1/rooms/{visit['room']}/entries", json={"id": str(uuid.uuid4()), "text": "Початок", "lang": "uk"}
    )
    assert said.status_code == 201, said.text
    page = (await (await cast.browser(reader)).get(f"/{locale}{path_of(visit)}/room")).text
    assert re.findall(r'agenda__time"><time[^>]*>(\d\d:\d\d)<', page) == [hour]
    assert re.findall(r'data-part="time">(\d\d:\d\d)<', page)[0] == hour
    assert f'data-zone="{zone}"' in page
    assert page.count(zone_name(locale, zone)) == 1
