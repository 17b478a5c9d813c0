"""Every line is good enough for a room: polls, links, a night."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser import town as pages
from tests.browser.conftest import NewContext
from tests.browser.room import GUEST, HOST, Room, entry, expect_state, say, tell

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_where_websockets_are_blocked_the_room_lives_by_polls(room: Room, new_context: NewContext) -> None:
    blocked = new_context()
    blocked.add_init_script("window.WebSocket = undefined")
    page = room.enter(pages.sign_in(blocked, room.server, GUEST))
    expect(page.locator("[data-room-status]")).to_have_text("Live, slowly")
    say(page, "By post, as it were")
    expect(entry(page, "By post, as it were")).to_be_visible()
    expect(page.locator("[data-outbox]")).to_have_count(0)
    tell(room, HOST, "And the answer comes by itself")
    expect(entry(page, "And the answer comes by itself")).to_be_visible()
    blocked.set_offline(True)
    expect_state(page, "offline")
    say(page, "Not even post")
    expect(page.locator("[data-outbox]")).to_have_count(1)
    blocked.set_offline(False)
    expect_state(page, "live")
    expect(entry(page, "Not even post")).to_have_count(1)
    expect(page.locator("[data-outbox]")).to_have_count(0)


def test_a_link_to_an_old_message_works_without_scripts_and_history_loads_in_place(
    room: Room, new_context: NewContext
) -> None:
    tell(room, HOST, *(f"Line {number}" for number in range(1, 121)))
    plain = new_context(java_script_enabled=False).new_page()
    plain.goto(f"{room.server.address}/en{room.path}")
    expect(plain.locator("#e-1")).to_have_count(0)
    plain.goto(f"{room.server.address}/en{room.path}?at=1#e-1")
    expect(plain.locator("#e-1:target")).to_be_in_viewport()
    expect(plain.locator("#e-1 a.entry__time")).to_have_attribute("href", re.compile(r"/room\?at=1#e-1$"))

    page = new_context().new_page()
    page.goto(f"{room.server.address}/en{room.path}#e-1")
    expect(page.locator("#e-1")).to_be_in_viewport()
    expect_state(page, "past")
    while page.locator('[data-part="later"]').count():
        known = page.locator(".entry[data-seq]").count()
        page.locator('[data-part="later"] a').first.click()
        expect(page.locator(".entry[data-seq]").nth(known)).to_be_attached()
    expect_state(page, "live")
    numbers = page.eval_on_selector_all(".entry[data-seq]", "rows => rows.map(row => Number(row.dataset.seq))")
    assert numbers == sorted(set(numbers))
    tell(room, HOST, "Live again")
    expect(entry(page, "Live again")).to_have_count(1)

    room.enter(page)
    expect(page.locator("#e-1")).to_have_count(0)
    while page.locator('[data-part="older"]').is_visible():
        known = page.locator(".entry[data-seq]").count()
        page.locator('[data-part="older"] a').click()
        expect(page.locator(".entry[data-seq]").nth(known)).to_be_attached()
    expect(page.locator("#e-1")).to_have_count(1)


def test_a_room_left_open_for_a_night_stays_as_long_as_a_page(room: Room, new_context: NewContext) -> None:
    page = room.enter(new_context().new_page())
    seen = page.evaluate("""async () => {
        const loaded = performance.getEntriesByType("resource").find(({ name }) => /room\\/view\\b.*js/.test(name));
        const { View } = await import(loaded.name);
        const root = document.querySelector("#talk");
        const hide = (hidden) => { Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange")); };
        const view = new View(root, () => {});
        const add = (from, to) => { for (let seq = from; seq < to; seq += 1) view.show({ type: "add", entry: { seq, kind: "said",
            at: "2026-05-04T10:00:00Z", author: { id: "a", name: "Ada" }, lang: "en", text: "x", html: "<p>x</p>" } }); };
        const state = () => { const rows = [...root.querySelectorAll(".entry[data-seq]")].map(({ dataset }) => Number(dataset.seq));
            return [rows.length, rows[0], rows.at(-1), root.querySelector('[data-part="older"] a').search,
                Boolean(root.querySelector("[data-unread]"))]; };
        hide(true);
        root.querySelector('[data-part="log"]').scrollTop = 0;
        add(100_000, 101_500);
        view.flush();
        const hidden = state();
        hide(false);
        view.pause(true);
        add(101_500, 102_700);
        view.flush();
        const told = root.querySelector('[data-part="newer"]').textContent;
        const paused = state();
        view.pause(false);
        return { hidden, paused, told, resumed: state() };
    }""")
    assert seen == {
        "hidden": [1000, 100_500, 101_499, "?before=100500", True],
        "paused": [1000, 100_500, 101_499, "?before=100500", True],
        "told": "Paused. Show new messages: 1200",
        "resumed": [500, 102_200, 102_699, "?before=102200", True],
    }


def test_days_stand_between_messages_and_the_state_of_the_line_is_said_in_words(
    room: Room, new_context: NewContext
) -> None:
    guest = room.enter(pages.sign_in(new_context(), room.server, GUEST))
    tell(room, HOST, "Good night")
    expect(entry(guest, "Good night")).to_have_count(1)
    days = guest.locator("[data-day]")
    known = days.count()
    guest.evaluate("""() => { const last = [...document.querySelectorAll(".entry[data-seq]")].at(-1);
        last.dataset.at = new Date(new Date(last.dataset.at) - 86_400_000).toISOString(); }""")
    tell(room, HOST, "Good morning", "And to you")
    expect(entry(guest, "And to you")).to_have_count(1)
    expect(days).to_have_count(known + 1)
    today = guest.locator("[data-day]:has(+ .entry:has-text('Good morning')) time")
    expect(today).to_have_text(re.compile(datetime.now(ZoneInfo("Europe/Kyiv")).strftime("%A,? %-d %B %Y")))

    status = guest.locator("[data-room-status]")
    expect(status).to_have_text("Live")
    guest.evaluate("""() => { window.words = []; const status = document.querySelector("[data-room-status]");
        new MutationObserver(() => words.push(status.textContent)).observe(status, { childList: true }); }""")
    guest.context.set_offline(True)
    expect(status).to_have_text("Offline. Trying again…")
    guest.context.set_offline(False)
    expect(status).to_have_text("Live", timeout=30_000)
    words = guest.evaluate("words")
    assert words[0] == "Offline. Trying again…"
    assert words[-3:] == ["Connecting…", "Catching up…", "Live"]
    guest.goto(f"{room.server.address}/uk{room.path}")
    expect_state(guest, "live")
    expect(status).not_to_have_text(re.compile("Live|Connecting"))
