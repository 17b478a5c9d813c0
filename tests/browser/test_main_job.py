"""The main job from an empty store: two towns meet, talk, lose the light and lose nothing."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, NewContext
from tests.browser.person import Person, fill
from tests.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

KYIV = ZoneInfo("Europe/Kyiv")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server over a store with one board and nobody in it."""
    server = LiveServer(tmp_path)
    server.command("migrate")
    server.command("board", "create", "--slug", "heat", "--uk", "Тепло", "--en", "Heating", "--pl", "Ciepło")
    server.start()
    yield server
    assert server.stop() == 0


def test_two_towns_meet_in_their_own_languages_and_lose_nothing_when_the_light_goes_out(
    server: LiveServer, new_context: NewContext
) -> None:
    olena = Person(
        new_context(locale="uk-UA", timezone_id="Europe/Kyiv"),
        server.address, name="Олена Ковальчук", email="olena@lutsk.example", lang="uk",
    )  # fmt: skip
    jan = Person(
        new_context(locale="pl-PL", timezone_id="Europe/Warsaw", viewport=NARROW),
        server.address, name="Jan Zieliński", email="jan@lublin.example", lang="pl",
    )  # fmt: skip
    both_register(olena, jan)
    thread = talk_in_the_forum(olena, jan)
    visit = meet_for_a_visit(server, olena, jan)
    room = f"{visit}/room"
    both_talk(olena, jan, room)
    one_is_offline_while_the_server_dies(server, olena, jan)
    both_pages_equal_the_database(server, olena, jan, messages=7)
    third = without_scripts(server, new_context, thread, visit)
    for person in (olena, jan):
        expect(person.bubble("I have no scripts")).to_have_attribute("lang", "en")
    both_pages_equal_the_database(server, olena, jan, third, messages=8)


def both_register(olena: Person, jan: Person) -> None:
    for person in (olena, jan):
        person.page.goto(f"{person.address}/")
        assert person.path == f"/{person.lang}/"
        expect(person.page.locator("html")).to_have_attribute("lang", person.lang)
    olena.register("Europe/Kyiv")
    jan.register("Europe/Warsaw")
    for person in (olena, jan):
        person.confirm()
        person.sign_in()


def talk_in_the_forum(olena: Person, jan: Person) -> str:
    """A thread in Ukrainian and a reply in Polish; the thread's path."""
    olena.open("/boards/heat/new")
    fill(olena.page, title="Як ви сушите труби після аварії?", body="У нас **три дні** без тепла.")
    olena.page.select_option("main [name=lang]", "uk")
    olena.press("/boards/heat/new")
    thread = olena.path.removeprefix("/uk")

    jan.open("/boards/heat")
    with jan.page.expect_navigation():
        jan.page.get_by_role("link", name="Як ви сушите труби після аварії?").click()
    assert jan.path == f"/pl{thread}"
    expect(jan.page.locator("#post-1 .post__body")).to_have_attribute("lang", "uk")
    expect(jan.page.locator("#post-1 .post__body strong")).to_have_text("три дні")
    jan.page.fill("main [name=body]", "Sprężonym powietrzem, sekcja po sekcji.")
    jan.page.select_option("main [name=lang]", "pl")
    jan.press("#reply")
    expect(jan.page.locator("[data-notice]")).to_be_visible()

    olena.page.reload()
    reply = olena.page.locator("#post-2")
    expect(reply.locator(".post__author")).to_contain_text("Jan Zieliński")
    expect(reply.locator(".post__body")).to_have_attribute("lang", "pl")
    expect(reply.locator(".post__body")).to_have_text("Sprężonym powietrzem, sekcja po sekcji.")
    return thread


def meet_for_a_visit(server: LiveServer, olena: Person, jan: Person) -> str:
    """An official schedules a visit and publishes it, a resident of another town takes a seat; the visit's path."""
    server.command("user", "role", "--user", olena.email, "--role", "official")
    begins = datetime.now(UTC).astimezone(KYIV) + timedelta(days=3)
    olena.open("/visits/new")
    olena.page.locator("summary", has_text="Polski").first.click()
    fill(
        olena.page, title_uk="Нічна зміна котельні", title_pl="Nocna zmiana kotłowni",
        description_uk="Покажемо котельню зсередини.", description_pl="Pokażemy kotłownię od środka.",
        date=f"{begins:%Y-%m-%d}", time="18:30", minutes="60", capacity="2",
        item_1_title_uk="Пуск котла", item_1_title_pl="Rozruch kotła", item_1_minutes="30",
    )  # fmt: skip
    olena.page.select_option("main [name=zone]", "Europe/Kyiv")
    for lang in ("uk", "pl"):
        olena.page.check(f'[name=languages][value="{lang}"]')
    olena.page.check('[name=interpretation][value="consecutive"]')
    olena.press("/visits/new")
    visit = olena.path.removeprefix("/uk")

    jan.open(visit)
    expect(jan.page.locator(".error-page")).to_be_visible()
    olena.press("/publication")
    expect(olena.page.locator(".notice--success")).to_be_visible()

    jan.open("/visits")
    with jan.page.expect_navigation():
        jan.page.get_by_role("link", name="Nocna zmiana kotłowni").click()
    assert jan.path == f"/pl{visit}"
    expect(jan.page.locator("h1")).to_have_attribute("lang", "pl")
    expect(jan.page.locator(".times__own .times__hours")).to_have_text("17:30–18:30")
    expect(jan.page.locator(".agenda__title").first).to_have_text("Rozruch kotła")
    jan.press("/seat")
    expect(jan.page.locator(".seat-panel__state--mine")).to_be_visible()
    return visit


def both_talk(olena: Person, jan: Person, room: str) -> None:
    olena.enter(room)
    jan.enter(room)
    expect(olena.page.locator(".people__person")).to_have_count(2)
    olena.say("Доброго вечора, Люблін!", "uk")
    expect(jan.bubble("Доброго вечора, Люблін!")).to_have_attribute("lang", "uk")
    jan.say("Dobry wieczór, Łuck!", "pl")
    expect(olena.bubble("Dobry wieczór, Łuck!")).to_have_attribute("lang", "pl")
    jan.page.locator("[name=text]").press_sequentially("Czy")
    expect(olena.page.locator('[data-part="typing"]')).to_contain_text("Jan Zieliński")
    jan.page.fill("[name=text]", "")
    olena.say("Both of us read English.", "en")
    expect(jan.bubble("Both of us read English.")).to_have_attribute("lang", "en")


def one_is_offline_while_the_server_dies(server: LiveServer, olena: Person, jan: Person) -> None:
    jan.context.set_offline(True)
    jan.expect_state("offline")
    jan.say("Zgasło światło, piszę dalej.", "pl")
    jan.say("Wracam, gdy wróci prąd.", "pl")
    expect(jan.waiting()).to_have_count(2)

    server.kill()
    olena.expect_state("offline")
    olena.say("Сервер теж упав.", "uk")
    expect(olena.waiting()).to_have_count(1)
    server.start()
    olena.expect_state("live")
    expect(olena.bubble("Сервер теж упав.")).to_have_attribute("lang", "uk")
    olena.say("Сервер знову тут, чекаємо на Яна.", "uk")
    expect(olena.bubble("чекаємо на Яна")).to_be_visible()
    expect(olena.waiting()).to_have_count(0)
    expect(jan.waiting()).to_have_count(2)

    jan.context.set_offline(False)
    jan.expect_state("live")
    expect(jan.waiting()).to_have_count(0)
    expect(jan.bubble("чекаємо на Яна")).to_have_attribute("lang", "uk")
    expect(olena.bubble("Wracam, gdy wróci prąd.")).to_have_attribute("lang", "pl")


def without_scripts(server: LiveServer, new_context: NewContext, thread: str, visit: str) -> Person:
    """Somebody whose browser runs no scripts reads the thread, takes a seat, and posts in the room by form."""
    person = Person(
        new_context(java_script_enabled=False, locale="en-GB"),
        server.address, name="Marta Novak", email="marta@kosice.example", lang="en",
    )  # fmt: skip
    person.open(thread)
    expect(person.page.locator("#post-1 .post__body")).to_contain_text("три дні")
    expect(person.page.locator("#post-2 .post__body")).to_have_attribute("lang", "pl")
    person.register("Europe/Bratislava")
    person.confirm()
    person.sign_in()
    person.open(visit)
    person.press("/seat")
    expect(person.page.locator(".seat-panel__state--mine")).to_be_visible()
    person.open(f"{visit}/room")
    expect(person.bubble("чекаємо на Яна")).to_be_visible()
    fill(person.page, text="I have no scripts, and I am here.")
    person.page.select_option("main [name=lang]", "en")
    person.press("/entries")
    assert re.fullmatch(rf"/en{re.escape(visit)}/room", person.path)
    expect(person.bubble("I have no scripts")).to_be_visible()
    return person


def both_pages_equal_the_database(server: LiveServer, *people: Person, messages: int) -> None:
    stored = stored_messages(server)
    assert [row["seq"] for row in stored] == list(range(1, messages + 1))
    assert len({row["text"] for row in stored}) == messages
    for person in people:
        assert person.rows() == stored, person.name


def stored_messages(server: LiveServer) -> list[dict[str, Any]]:
    """Every message on the disk, in the order of the log."""
    store = sqlite3.connect(f"file:{server.folder / 'mosty.sqlite3'}?mode=ro", uri=True)
    try:
        rows = store.execute(
            "SELECT e.seq, u.public_id, e.lang, e.text FROM room_entries e JOIN users u ON u.id = e.author_id "
            "WHERE e.kind = 'said' ORDER BY e.seq"
        ).fetchall()
    finally:
        store.close()
    return [dict(zip(("seq", "author", "lang", "text"), row, strict=True)) for row in rows]
