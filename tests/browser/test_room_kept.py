"""What is written in a room survives a cut line, a reload and a killed browser."""

import contextlib
import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Playwright, expect

from tests.browser import town as pages
from tests.browser.conftest import FLAGS, NewContext, chromium_path
from tests.browser.room import GUEST, Room, entry, expect_state, say
from tests.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LATER = "{ const now = Date.now; Date.now = () => now() + 31 * 60 * 1000 }"


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
