"""What others do in a room is seen, and what they took back is not."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import town as pages
from tests.browser.conftest import NewContext
from tests.browser.room import GUEST, HOST, Room, entry, expect_state, moderate, say, tell

CLEAN_MS = 2_000
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


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


def test_r13_what_a_moderator_hides_is_gone_from_open_pages_within_two_seconds(
    room: Room, new_context: NewContext
) -> None:
    guest = room.enter(pages.sign_in(new_context(), room.server, GUEST))
    reader = room.enter(new_context().new_page())
    say(guest, "Words that hurt")
    entry(guest, "Words that hurt").locator('[data-action="reply"]').click()
    say(guest, "Let me add")
    expect(entry(reader, "Let me add").locator('[data-part="quote-text"]')).to_have_text("Words that hurt")
    [said] = room.said("Words that hurt")
    moderate(room, f"{room.entries}/{said['seq']}/hiding", "PUT")
    for page in (reader, guest):
        expect(page.locator("#talk")).not_to_contain_text("that hurt", timeout=CLEAN_MS)
        expect(page.locator(f"#e-{said['seq']}")).to_contain_text("A moderator hid this message.")
        assert "that hurt" not in page.content()


def test_a_message_that_was_changed_hidden_and_shown_again_is_still_marked_as_changed(
    room: Room, new_context: NewContext
) -> None:
    guest = room.enter(pages.sign_in(new_context(), room.server, GUEST))
    reader = room.enter(new_context().new_page())
    say(guest, "Written in haste")
    entry(guest, "Written in haste").locator('[data-action="edit"]').click()
    say(guest, "Written at leisure")
    changed = entry(reader, "Written at leisure")
    expect(changed.locator('[data-part="edited"]')).to_be_visible()
    row = reader.locator(f"#{changed.get_attribute('id')}")
    seq = row.get_attribute("data-seq")
    late = new_context().new_page()
    for method, shown in (("PUT", False), ("DELETE", True)):
        moderate(room, f"{room.entries}/{seq}/hiding", method)
        for page in (reader, late) if shown else (reader,):
            mark = page.locator(f"#e-{seq}").locator('[data-part="edited"]')
            expect(mark).to_be_visible() if shown else expect(mark).to_be_hidden()
        if not shown:
            room.enter(late)
            expect(late.locator(f"#e-{seq}")).not_to_contain_text("leisure")


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
