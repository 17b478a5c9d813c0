"""A host and a guest in the room of a visit that takes place: a question, votes, what is on, a poll."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW, NewContext
from tests.browser.town import sign_in, visit_that_is
from tests.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
HOST, GUEST, OTHER = "marek@example.org", "oksana@example.org", "bohdan@example.org"


def enter(new_context: NewContext, town: LiveServer, who: str, **options: object) -> Page:
    """Somebody at the page of the room, live in it."""
    page = sign_in(new_context(**options), town, who)
    page.goto(f"{town.address}/en{visit_that_is(town, 'live')}/room")
    expect(page.locator("[data-room-status]")).to_have_attribute("data-state", "live")
    return page


def question(page: Page, text: str) -> Locator:
    return page.locator(".question").filter(has=page.locator(".question__text", has_text=text))


def test_a_guest_asks_a_host_answers_and_both_see_what_is_on(new_context: NewContext, town: LiveServer) -> None:
    host = enter(new_context, town, HOST)
    guest = enter(new_context, town, GUEST, viewport=NARROW)
    guest.get_by_role("tab", name="Questions").click()
    guest.locator("#room-questions summary", has_text="Ask a question").click()
    guest.fill("#f-question", "Where does the water go?")
    guest.locator("#ask button[type=submit]").click()
    expect(guest.locator("#f-question")).to_have_value("")
    asked = question(guest, "Where does the water go?")
    expect(asked).to_be_visible()

    # The host sees it without loading the page again, votes by keyboard and keeps the place.
    seen = question(host, "Where does the water go?")
    expect(seen).to_be_visible()
    vote = seen.locator("button.vote")
    vote.focus()
    host.keyboard.press("Enter")
    expect(vote).to_have_attribute("aria-pressed", "true")
    expect(vote).to_be_focused()
    expect(asked.locator("button.vote")).to_contain_text("2")

    # What is on: marked for everybody, and read out.
    current = "#room-programme [aria-current=step] .agenda__title"
    before = host.locator(current).inner_text()
    host.locator('#room-programme form[action$="/point"] button', has_text="Begin this point").nth(1).click()
    expect(host.locator(current)).not_to_have_text(before)
    begun = host.locator(current).inner_text()
    guest.get_by_role("tab", name="Programme").click()
    expect(guest.locator(current)).to_have_text(begun)
    expect(guest.locator("[data-live-said]")).to_have_text(begun)
    expect(guest.locator(".timer").first).to_contain_text("0:0")

    # A raised hand, the word, and the hand goes down by itself.
    guest.get_by_role("tab", name="Talk").click()
    guest.get_by_role("button", name="Raise your hand").click()
    host.locator(".stage__hands button").first.click()
    expect(host.locator(".stage")).to_contain_text("Has the word")
    expect(guest.get_by_role("button", name="Raise your hand")).to_be_visible()

    # Hidden is gone from the guest's page at once; what is answered is folded away.
    seen.locator(".question__tools summary").click()
    seen.get_by_role("button", name="Hide").click()
    expect(asked).to_have_count(0)
    host.get_by_text("Add a poll").click()
    host.fill("#f-question-en", "Which zone first?")
    host.fill("#f-options-en", "Seven\nEight")
    host.get_by_role("button", name="Open the poll").click()
    expect(host.locator("#room-questions .poll", has_text="Which zone first?")).to_be_visible()
    guest.get_by_role("tab", name="Questions").click()
    poll = guest.locator("#room-questions .poll", has_text="Which zone first?")
    poll.get_by_label("Eight").check()
    poll.get_by_role("button", name="Vote").click()
    expect(poll.locator("tbody tr", has_text="Eight")).to_contain_text("100")


def test_questions_are_asked_and_voted_for_without_scripts(new_context: NewContext, town: LiveServer) -> None:
    page = sign_in(new_context(java_script_enabled=False), town, OTHER)
    page.goto(f"{town.address}/en{visit_that_is(town, 'live')}/room")
    page.locator("#room-questions summary", has_text="Ask a question").click()
    page.fill("#f-question", "Is it cold?")
    page.locator("#ask button[type=submit]").click()
    asked = question(page, "Is it cold?")
    expect(asked.locator("button.vote")).to_have_attribute("aria-pressed", "true")
    asked.locator("button.vote").click()
    expect(asked.locator("button.vote")).to_have_attribute("aria-pressed", "false")
