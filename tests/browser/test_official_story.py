"""A virtual study visit from the first plan to the approved minutes: one host, and an official of each other side."""

import email
import email.policy
import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, NewContext
from tests.browser.person import PASSWORD, Person, fill
from tests.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

KYIV, RIGA = ZoneInfo("Europe/Kyiv"), ZoneInfo("Europe/Riga")
TOWNS = """slug,country,uk,en,pl
kuldiga,LV,Кулдіга,Kuldīga,Kuldīga
drohobych,UA,Дрогобич,Drohobych,Drohobycz
krosno,PL,Кросно,Krosno,Krosno
"""
PEOPLE = {
    "ilze": ("Ilze Bērziņa", "en", "Europe/Riga", "kuldiga"),
    "oksana": ("Оксана Мельник", "uk", "Europe/Kyiv", "drohobych"),
    "marek": ("Marek Nowak", "pl", "Europe/Warsaw", "krosno"),
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server over a store with three municipalities and an official of each."""
    server = LiveServer(tmp_path)
    (tmp_path / "towns.csv").write_text(TOWNS)
    server.command("municipality", "import", str(tmp_path / "towns.csv"))
    server.people(
        {
            "email": f"{key}@{town}.example", "name": name, "role": "official", "lang": lang, "zone": zone,
            "municipality": town, "password": PASSWORD,
        }
        for key, (name, lang, zone, town) in PEOPLE.items()
    )  # fmt: skip
    server.start()
    yield server
    assert server.stop() == 0


def test_a_visit_is_planned_moved_held_and_written_down(server: LiveServer, new_context: NewContext) -> None:
    ilze, oksana, marek = (
        Person(
            new_context(timezone_id=zone, **({"viewport": NARROW} if key == "oksana" else {})),
            server.address, name=name, email=f"{key}@{town}.example", lang=lang,
        )
        for key, (name, lang, zone, town) in PEOPLE.items()
    )  # fmt: skip
    for person in (ilze, oksana, marek):
        person.sign_in()
    visit = she_plans_a_visit_from_a_template(ilze)
    both_take_seats(visit, oksana, marek)
    it_moves_out_of_the_dark_hours(server, visit, ilze, oksana)
    the_hour_comes(server, visit, lasted=timedelta(minutes=20))
    they_talk_and_the_light_goes_out(visit, ilze, oksana, marek)
    they_write_down_what_was_agreed(visit, ilze)
    the_hour_comes(server, visit, lasted=timedelta(hours=3))
    both_sides_approve_what_then_stands_for_good(visit, ilze, oksana)
    they_say_how_it_was(visit, oksana, marek)
    who_was_there_long_enough_can_show_it(server, new_context, visit, ilze, oksana, marek)


def she_plans_a_visit_from_a_template(ilze: Person) -> str:
    """Template, day and hour, publication; the visit's path."""
    ilze.open("/visits/new")
    with ilze.page.expect_navigation():
        ilze.page.locator('a[href$="template=site_tour"]').click()
    fill(ilze.page, title_en="Heating after the grid", date=f"{thursday():%Y-%m-%d}", time="14:00", capacity="2")
    ilze.page.select_option("main [name=municipality]", "kuldiga")
    ilze.page.select_option("main [name=zone]", "Europe/Riga")
    for lang in ("uk", "en", "pl"):
        ilze.page.check(f'[name=languages][value="{lang}"]')
    ilze.page.check('[name=interpretation][value="text"]')
    ilze.press("/visits/new")
    visit = ilze.path.removeprefix("/en")
    ilze.press("/publication")
    expect(ilze.page.locator(".notice--success")).to_be_visible()
    return visit


def both_take_seats(visit: str, *guests: Person) -> None:
    for guest in guests:
        guest.open(visit)
        guest.press("/seat")
        expect(guest.page.locator(".seat-panel__state--mine")).to_be_visible()
    expect(guests[-1].page.locator(".seat-panel__count")).to_contain_text("2")


def it_moves_out_of_the_dark_hours(server: LiveServer, visit: str, ilze: Person, oksana: Person) -> None:
    """The guest says when she has no power, the host is offered no such hour and moves; the calendar entry follows."""
    oksana.open("/outages")
    fill(oksana.page, day=f"{thursday():%Y-%m-%d}", begins="13:00", ends="16:00", days="1")
    oksana.page.select_option("main [name=zone]", "Europe/Kyiv")
    oksana.page.check("main [name=shared]")
    oksana.press("/outages")
    ilze.open("/visits/slots?first=kuldiga&second=drohobych&minutes=90")
    offered = ilze.page.locator('a[href*="/visits/new?at="]')
    hours = [str(link.get_attribute("href")).partition("at=")[2][:16] for link in offered.all()]
    on_the_day = {hour[11:] for hour in hours if hour.startswith(f"{thursday():%Y-%m-%d}")}
    assert on_the_day
    assert all(hour <= "11:30" or hour >= "16:00" for hour in on_the_day), on_the_day
    first = invitation(server, oksana)
    ilze.open(f"{visit}/edit")
    fill(ilze.page, time="10:00")
    ilze.press("/edit")
    moved = invitation(server, oksana)
    assert (moved["UID"], moved["SEQUENCE"]) == (first["UID"], first["SEQUENCE"] + 1)
    assert moved["DTSTART"].dt == thursday().replace(hour=10)
    oksana.open(visit)
    expect(oksana.page.locator("main")).to_contain_text("10:00")


def they_talk_and_the_light_goes_out(visit: str, ilze: Person, oksana: Person, marek: Person) -> None:
    """What is written in the dark arrives once; what was missed is there afterwards; a question is answered."""
    for person in (ilze, oksana, marek):
        person.enter(f"{visit}/room")
    ilze.say("Good morning to both of you.", "en")
    expect(oksana.bubble("Good morning")).to_have_attribute("lang", "en")
    oksana.context.set_offline(True)
    oksana.expect_state("offline")
    oksana.say("Світло зникло.", "uk")
    oksana.say("Пишу з телефона.", "uk")
    expect(oksana.waiting()).to_have_count(2)
    marek.say("Ile kosztuje pompa?", "pl")
    ilze.say("Two thousand euros.", "en")
    oksana.context.set_offline(False)
    oksana.expect_state("live")
    expect(oksana.waiting()).to_have_count(0)
    expect(oksana.bubble("Ile kosztuje pompa?")).to_be_visible()
    expect(marek.bubble("Пишу з телефона.")).to_have_count(1)
    assert oksana.rows() == marek.rows() == ilze.rows()

    oksana.page.get_by_role("tab", name="Питання").click()
    oksana.page.locator("#room-questions summary", has_text="Поставити запитання").click()
    fill(oksana.page, question="Хто обслуговує насос узимку?")
    oksana.page.locator("#ask button[type=submit]").click()
    asked = ilze.page.locator(".question", has_text="Хто обслуговує насос узимку?")
    expect(asked.locator(".question__text")).to_have_attribute("lang", "uk")
    asked.locator(".question__tools summary").click()
    asked.get_by_role("button", name="Mark as answered").click()
    expect(oksana.page.locator(".question--answered")).to_have_count(1)


def they_write_down_what_was_agreed(visit: str, ilze: Person) -> None:
    ilze.open(f"{visit}/minutes")
    ilze.page.check('[name=kind][value="action"]')
    fill(
        ilze.page, text_en="Send the pump's specification", text_uk="Надіслати специфікацію насоса",
        due=f"{datetime.now(UTC) + timedelta(days=14):%Y-%m-%d}",
    )  # fmt: skip
    ilze.page.select_option("main [name=owner]", "town:kuldiga")
    ilze.press("/minutes/entries")
    expect(ilze.page.locator(".minutes__entry")).to_contain_text("Kuldīga")


def both_sides_approve_what_then_stands_for_good(visit: str, ilze: Person, oksana: Person) -> None:
    for person in (ilze, oksana):
        person.open(f"{visit}/minutes")
        person.press("/minutes/approval")
    expect(oksana.page.locator(".minutes__entry")).to_contain_text("Надіслати специфікацію насоса")
    ilze.open(f"{visit}/minutes")
    expect(ilze.page.locator('form[action$="/minutes/entries"]')).to_have_count(0)
    approved = ilze.context.request.get(f"{ilze.address}/en{visit}/minutes.txt").body()
    assert "Send the pump's specification" in approved.decode()
    expect(oksana.page.locator(".minutes__stamp")).to_have_text(hashlib.sha256(approved).hexdigest())


def they_say_how_it_was(visit: str, *guests: Person) -> None:
    for guest in guests:
        guest.open(f"{visit}/feedback")
        for question in dict.fromkeys(
            str(radio.get_attribute("name")) for radio in guest.page.locator("main input[type=radio]").all()
        ):
            guest.page.locator(f"main [name={question}]").last.check()
        guest.press("/feedback")
        expect(guest.page.locator("[data-notice]")).to_be_visible()


def who_was_there_long_enough_can_show_it(
    server: LiveServer, new_context: NewContext, visit: str, ilze: Person, oksana: Person, marek: Person
) -> None:
    """The host corrects what the room noted; whoever has a certificate's address sees that it is good, and no more."""
    ilze.open(f"{visit}/presences")
    for name, share in {oksana.name: 0.9, marek.name: 0.2}.items():
        field = ilze.page.get_by_label(name)
        field.fill(str(int(int(field.get_attribute("max") or 0) * share)))
    ilze.press("/presences")
    expect(ilze.page.locator("[data-notice]")).to_be_visible()
    for person, good in {oksana: True, marek: False}.items():
        person.open(f"{visit}/certificate")
        expect(person.page.locator('form[action$="/certificate"]')).to_have_count(int(good))
    oksana.press("/certificate")
    address = str(oksana.page.locator(".certificate__address").get_attribute("href"))
    pdf = oksana.context.request.get(f"{server.address}/uk{visit}/certificate.pdf")
    assert pdf.body().startswith(b"%PDF-")
    anybody = new_context().new_page()
    anybody.goto(address)
    expect(anybody.locator("main")).to_contain_text(oksana.name)
    expect(anybody.locator("main")).not_to_contain_text(oksana.email)


def thursday() -> datetime:
    """A Thursday at 14:00 by the host's clock, within the days for which times are proposed, and on no holiday."""
    day = datetime.now(RIGA).replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=2)
    return day + timedelta(days=(3 - day.weekday()) % 7)


def the_hour_comes(server: LiveServer, visit: str, *, lasted: timedelta) -> None:
    """The server rests while time goes on until the visit has lasted for so long."""
    assert server.stop() == 0
    begun = datetime.now(UTC) - lasted
    store = sqlite3.connect(server.folder / "mosty.sqlite3")
    with store:
        [before] = store.execute("SELECT starts_at, ends_at FROM visits").fetchall()
        span = datetime.fromisoformat(before[1]) - datetime.fromisoformat(before[0])
        times = [moment.strftime("%Y-%m-%d %H:%M:%S.%f") for moment in (begun, begun + span)]
        store.execute("UPDATE visits SET starts_at = ?, ends_at = ?", times)
    store.close()
    server.start()


def invitation(server: LiveServer, person: Person) -> Any:
    """The event in the last invitation that went to somebody."""
    store = sqlite3.connect(f"file:{server.folder / 'mosty.sqlite3'}?mode=ro", uri=True)
    rows = store.execute("SELECT content FROM outbox_mails WHERE recipient = ? ORDER BY id DESC", [person.email])
    messages = [email.message_from_bytes(content, policy=email.policy.default) for (content,) in rows]
    store.close()
    calendars = [part for message in messages for part in message.walk() if part.get_content_type() == "text/calendar"]
    [event] = icalendar.Calendar.from_ical(calendars[0].get_content()).walk("VEVENT")
    return event
