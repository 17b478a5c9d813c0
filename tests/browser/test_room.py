"""The room in real browsers: what is written survives, what others do is seen, and every line is good enough."""

import contextlib
import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import BrowserContext, Error, Locator, Page, Playwright, expect

from tests.browser import town as pages
from tests.browser.conftest import FLAGS, NewContext, chromium_path
from tests.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

HOST, GUEST = "marek@example.org", "oksana@example.org"
LATER = "{ const now = Date.now; Date.now = () => now() + 31 * 60 * 1000 }"


class Room:
    """The demo town's live room."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        found = next(v for v in pages.asked(server, "/visits?from=2020-01-01T00:00:00Z&limit=100")["items"]
                     if v["status"] == "live")  # fmt: skip
        self.path, self.entries = f"/visits/{found['id']}/room", f"/rooms/{found['room']}/entries"

    def enter(self, page: Page, locale: str = "en") -> Page:
        page.goto(f"{self.server.address}/{locale}{self.path}")
        expect_state(page, "live")
        return page

    def said(self, text: str) -> list[dict[str, Any]]:
        """The messages with exactly this text."""
        log = pages.asked(self.server, f"{self.entries}?after=0&limit=500")["entries"]
        return [entry for entry in log if entry["kind"] == "said" and entry["text"] == text]


@pytest.fixture(scope="module")
def room(town: LiveServer) -> Room:
    return Room(town)


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("[data-room-status]")).to_have_attribute("data-state", state, timeout=30_000)


def say(page: Page, text: str) -> None:
    page.fill("[name=text]", text)
    page.press("[name=text]", "Enter")


def entry(page: Page, text: str) -> Locator:
    return page.locator(".entry[data-seq]", has_text=text)


# --- what is written survives


class Profile:
    """A browser with its profile on the disk, that can lose its power."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self.playwright = playwright
        self.folder = folder
        self.context: BrowserContext | None = None
        # A browser writes its cookies to the disk half a minute late, so that a cut would sign one out.
        self.cookies: list[Any] = []

    def start(self, script: str = "") -> BrowserContext:
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder, args=FLAGS, executable_path=chromium_path()
        )
        self.context.add_cookies(self.cookies)
        if script:
            self.context.add_init_script(script)
        return self.context

    def cut(self) -> None:
        assert self.context is not None
        self.cookies = self.context.cookies()
        for pid in self.pids():
            os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(Error):
            self.context.close()

    def pids(self) -> Iterator[int]:
        flag = f"--user-data-dir={self.folder}".encode()
        for found in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = found.read_bytes().split(b"\0")
                if flag in words and not any(word.startswith(b"--type=") for word in words):
                    yield int(found.parent.name)


@pytest.fixture
def profile(playwright: Playwright, tmp_path: Path) -> Iterator[Profile]:
    profile = Profile(playwright, tmp_path / "profile")
    yield profile
    if profile.context is not None:
        with contextlib.suppress(Error):
            profile.context.close()


def test_r10_composer_survives_a_cut_line_a_reload_and_a_killed_browser(room: Room, profile: Profile) -> None:
    context = profile.start()
    page = room.enter(pages.sign_in(context, room.server, GUEST))
    page.fill("[name=text]", "Half a thou")
    page.reload()
    expect(page.locator("[name=text]")).to_have_value("Half a thou")

    def lost(text: str) -> str:
        """Say it without a line, try to reload, lose the power; the message's id."""
        context.set_offline(True)
        expect_state(page, "offline")
        say(page, text)
        expect(page.locator("[name=text]")).to_have_value("")
        unsent = page.locator("[data-outbox]", has_text=text)
        expect(unsent.locator('[data-part="state"]')).to_be_visible()
        message_id = unsent.get_attribute("data-outbox")
        with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
            page.reload()
        profile.cut()
        assert message_id
        return message_id

    soon = lost("Back in a minute")
    context = profile.start()
    page = room.enter(context.new_page())
    expect(entry(page, "Back in a minute")).to_have_count(1)
    expect(page.locator("[data-outbox]")).to_have_count(0)
    assert [message["id"] for message in room.said("Back in a minute")] == [soon]

    late = lost("Back after half an hour")
    context = profile.start(LATER)
    page = room.enter(context.new_page())
    asking = page.locator("[data-outbox]", has_text="Back after half an hour")
    expect(asking.locator('[data-part="state"]')).to_contain_text("Send it now?")
    assert room.said("Back after half an hour") == []
    asking.locator('[data-action="send"]').click()
    expect(page.locator("[data-outbox]")).to_have_count(0)
    assert [message["id"] for message in room.said("Back after half an hour")] == [late]

    entry(page, "Back in a minute").locator('[data-action="reply"]').click()
    page.fill("[name=text]", "Good to have you")
    entry(page, "Back in a minute").locator('[data-action="edit"]').click()
    expect(page.locator("[name=text]")).to_have_value("Back in a minute")
    page.fill("[name=text]", "Back in a minute, a paragraph longer")
    page.reload()
    expect_state(page, "live")
    expect(page.locator("[name=text]")).to_have_value("Back in a minute, a paragraph longer")
    page.press("[name=text]", "Enter")
    expect(entry(page, "a paragraph longer")).to_have_count(1)
    expect(page.locator("[name=text]")).to_have_value("Good to have you")
    expect(page.locator('[data-part="answering-words"]')).to_have_text(re.compile("In reply to"))
    page.press("[name=text]", "Enter")
    expect(entry(page, "Good to have you").locator('[data-part="quote-text"]')).to_contain_text("a paragraph longer")
    page.reload()
    expect_state(page, "live")
    expect(page.locator("[name=text]")).to_have_value("")
    expect(page.locator('[data-part="answering"]')).to_be_hidden()


def test_r10_twenty_lines_typed_offline_arrive_once_in_order_and_too_many_windows_are_named(
    demo_folder: Path, tmp_path: Path, new_context: NewContext
) -> None:
    shutil.copytree(demo_folder, tmp_path, dirs_exist_ok=True)
    server = LiveServer(tmp_path, MOSTY_LIMITS="on")
    server.start()
    room = Room(server)
    context = new_context()
    context.add_init_script("""window.seen = []; const Line = WebSocket; WebSocket = class extends Line {
        constructor(...way) { super(...way); this.addEventListener("close", ({ code }) => seen.push(code));
            this.addEventListener("message", ({ data }) => seen.push(...JSON.parse(data).filter(({ t }) => t === "error"))) } }""")
    page = room.enter(pages.sign_in(context, server, GUEST))
    context.set_offline(True)
    expect_state(page, "offline")
    for number in range(20):
        say(page, f"Line {number:02}")
        expect(page.locator("[name=text]")).to_have_value("")
    page.evaluate("seen.splice(0)")
    context.set_offline(False)
    expect(page.locator("[data-outbox]")).to_have_count(0, timeout=30_000)
    log = pages.asked(server, f"{room.entries}?after=0&limit=500")["entries"]
    assert [text for e in log if (text := e.get("text", "")).startswith("Line ")] == [f"Line {n:02}" for n in range(20)]
    # The burst is over after ten; each refusal holds everything up for two seconds.
    refusals = page.evaluate("seen")
    assert {refusal["code"] for refusal in refusals} == {"slow_down"}
    assert len(refusals) <= 10
    # Five newer lines of one's own displace this one.
    page.evaluate(
        """room => { for (let line = 0; line < 5; line += 1) {
        const socket = new WebSocket(`ws://${location.host}/ws`, "mosty.v1");
        socket.onopen = () => socket.send(JSON.stringify({ t: "hello", room, after: 0 })); } }""",
        room.entries.split("/")[2],
    )
    expect(page.locator("[data-room-status]")).to_contain_text("in too many windows")
    assert server.stop() == 0


# --- what others do is seen


def test_mention_hand_edit_unread_and_slow_mode_between_two_browsers(room: Room, new_context: NewContext) -> None:
    host = room.enter(pages.sign_in(new_context(), room.server, HOST))
    guest = room.enter(pages.sign_in(new_context(viewport={"width": 360, "height": 740}), room.server, GUEST))

    guest.locator("[name=text]").press_sequentially("Ask @mar")
    option = guest.locator("#suggestions [aria-selected=true]")
    expect(option).to_have_text(re.compile("Marek Dziedzic"))
    expect(guest.locator("[name=text]")).to_have_attribute("aria-activedescendant", re.compile("suggested-"))
    guest.keyboard.press("Enter")
    expect(guest.locator("[name=text]")).to_have_value("Ask @Marek Dziedzic ")
    guest.keyboard.type("please")
    guest.keyboard.press("Enter")
    expect(entry(host, "Ask @Marek Dziedzic please").locator('[data-part="mention"]')).to_be_visible()
    expect(entry(guest, "Ask @Marek Dziedzic please").locator('[data-part="mention"]')).to_be_hidden()
    # L11: one polite log that says who and what, with its language, and no times.
    heard = host.locator('[role="log"][aria-live="polite"]')
    expect(heard).to_have_text(re.compile("^You are mentioned. Оксана Гриневич: Ask @Marek Dziedzic please$"))
    expect(heard.locator("[lang]")).to_have_attribute("lang", "uk")

    guest.locator('[data-part="raise"]').click()
    expect(host.locator('[data-part="hands-line"]')).to_have_text("Hands raised: Оксана Гриневич")
    expect(host.locator('[data-part="hands-list"] li')).to_have_count(1)
    expect(guest.locator('[data-part="raise"]')).to_have_text("Lower your hand")
    guest.locator('[data-part="raise"]').click()
    expect(host.locator('[data-part="hands-line"]')).to_be_hidden()

    host.evaluate("""Object.defineProperty(document, "hidden", { value: true, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"))""")
    say(guest, "Seen by nobody yet")
    unread = host.locator("[data-unread] + .entry")
    expect(unread).to_contain_text("Seen by nobody yet")
    host.evaluate("document.querySelector('[data-part=log]').scrollTop = 0")
    host.locator('[data-part="resume"]').click()
    expect(unread).to_be_in_viewport()
    host.evaluate("""Object.defineProperty(document, "hidden", { value: false, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"))""")

    entry(guest, "Seen by nobody yet").locator('[data-action="edit"]').click()
    expect(guest.locator("[name=text]")).to_have_value("Seen by nobody yet")
    say(guest, "Seen by everybody now")
    changed = entry(host, "Seen by everybody now")
    expect(changed.locator('[data-part="edited"]')).to_be_visible()
    guest.context.set_offline(True)
    expect_state(guest, "offline")
    guest.once("dialog", lambda dialog: dialog.accept())
    entry(guest, "Seen by everybody now").locator('[data-action="withdraw"]').click()
    expect(guest.locator("[data-outbox]", has_text="Withdrawal of this message")).to_contain_text("Not sent yet")
    guest.context.set_offline(False)
    expect(changed).to_have_count(0)
    expect(guest.locator("[data-outbox]")).to_have_count(0)
    expect(host.locator(".entry--removed").last).to_contain_text("The author withdrew this message.")

    say(guest, "A bell\a")
    expect(guest.locator('[data-part="refused"]')).to_contain_text("control character")
    guest.locator('[data-outbox] [data-action="discard"]').click()

    slow_down(host, "60")
    pace = guest.locator('[data-part="pace"]')
    expect(pace).to_have_text("Slow mode: one message every 60 seconds.")
    say(guest, "One word more")
    expect(pace).to_contain_text("you can write again in")
    say(guest, "And another one")
    expect(guest.locator("[name=text]")).to_have_value("And another one")
    slow_down(host, "0")
    expect(pace).to_be_hidden()
    guest.press("[name=text]", "Enter")
    expect(entry(host, "And another one")).to_be_visible()


def test_r13_what_was_withdrawn_stands_in_no_quote_and_waits_for_no_screen_reader(
    room: Room, new_context: NewContext
) -> None:
    host = room.enter(pages.sign_in(new_context(), room.server, HOST))
    guest = room.enter(pages.sign_in(new_context(), room.server, GUEST))
    say(guest, "Words spoken too soon")
    entry(host, "Words spoken too soon").locator('[data-action="reply"]').click()
    say(host, "I heard that")
    quotes = [entry(page, "I heard that").locator('[data-part="quote-text"]') for page in (host, guest)]
    for quote in quotes:
        expect(quote).to_have_text("Words spoken too soon")
    entry(guest, "Words spoken too soon").first.locator('[data-action="edit"]').click()
    say(guest, "Words thought over")
    for quote in quotes:
        expect(quote).to_have_text("Words thought over")
    guest.once("dialog", lambda dialog: dialog.accept())
    entry(guest, "Words thought over").first.locator('[data-action="withdraw"]').click()
    for page, quote in zip((host, guest), quotes, strict=True):
        expect(quote).to_have_text("")
        expect(page.locator("#talk")).not_to_contain_text(re.compile("Words (spoken|thought)"))


def test_what_came_while_the_connection_was_cut_stands_below_the_unread_line(
    room: Room, new_context: NewContext
) -> None:
    guest = room.enter(pages.sign_in(new_context(), room.server, GUEST))
    guest.context.set_offline(True)
    expect_state(guest, "offline")
    tell(room, HOST, "Said into the dark")
    guest.context.set_offline(False)
    expect(guest.locator("[data-unread] + .entry")).to_contain_text("Said into the dark")
    tell(room, HOST, "Said in the light")
    expect(entry(guest, "Said in the light")).to_have_count(1)
    expect(guest.locator("[data-unread]")).to_have_count(1)
    guest.locator('[data-part="resume"]').click()
    expect(guest.locator("[data-unread]")).to_be_in_viewport()


def test_who_looks_elsewhere_is_not_named_among_those_who_are_here(room: Room, new_context: NewContext) -> None:
    host = room.enter(pages.sign_in(new_context(), room.server, HOST))
    guest = room.enter(pages.sign_in(new_context(), room.server, GUEST))
    named = host.locator('[data-room-people] [data-part="people"]')
    expect(named).to_contain_text("Оксана Гриневич")
    look = """hidden => { Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange")); }"""
    guest.evaluate(look, True)
    expect(named).not_to_contain_text("Оксана Гриневич", timeout=20_000)
    tell(room, HOST, "Said to nobody in particular")
    expect(entry(guest, "Said to nobody in particular")).to_have_count(1)
    guest.evaluate(look, False)
    expect(named).to_contain_text("Оксана Гриневич")


def test_who_is_promoted_hears_that_the_page_has_more_to_offer(room: Room, new_context: NewContext) -> None:
    password = (room.server.folder / "demo_password").read_text()
    lena = ("--email", "lena@example.org", "--name", "Lena", "--lang", "en", "--zone", "Europe/Kyiv")
    room.server.command("user", "create", *lena, "--role", "resident", "--password", password)
    page = room.enter(pages.sign_in(new_context(), room.server, "lena@example.org"))
    changed = page.locator('[data-part="changed"]')
    expect(changed).to_be_hidden()
    expect(page.locator("[name=text]")).to_have_count(0)
    room.server.command("user", "role", "--user", "lena@example.org", "--role", "moderator")
    expect(changed).to_contain_text("What you may do in this room has changed.", timeout=20_000)
    changed.get_by_role("link").click()
    expect_state(page, "live")
    expect(page.locator("[name=text]")).to_be_visible()
    expect(changed).to_be_hidden()


def slow_down(host: Page, seconds: str) -> None:
    host.select_option("[name=seconds]", seconds)
    with host.expect_navigation():
        host.locator('form[action$="/slow-mode"] button').click()
    expect_state(host, "live")


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


# --- every line is good enough


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


def tell(room: Room, email: str, *texts: str) -> None:
    """Say something as a program does."""
    token = room.server.command("token", "create", "--user", email).strip()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for text in texts:
        body = json.dumps({"id": os.urandom(16).hex(), "text": text, "lang": "en"}).encode()
        with urlopen(Request(f"{room.server.address}/api/v1{room.entries}", body, headers)) as answer:
            assert answer.status == 201
