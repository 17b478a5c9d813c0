"""What a thread's page does by itself for who is signed in: it notes how far one read, and completes names."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import town as pages
from tests.browser.conftest import NewContext
from tests.live import LiveServer

pytestmark = pytest.mark.browser


def test_scrolling_to_the_end_of_a_thread_reads_it(town: LiveServer, new_context: NewContext) -> None:
    writer = pages.sign_in(new_context(), town, "halyna@example.org", "uk")
    reader = pages.sign_in(new_context(), town, "yaryna@example.org", "uk")
    thread = pages.longest_thread(town)
    reader.goto(f"{town.address}/uk{thread}?after=0")
    with reader.expect_response(re.compile("/reading$")) as told:
        reader.locator(".post").last.scroll_into_view_if_needed()
        reader.keyboard.press("End")
    assert told.value.status == 204
    writer.goto(f"{town.address}/uk{thread}")
    writer.fill("main [name=body]", "Нове для всіх, хто читав.")
    with writer.expect_navigation():
        writer.locator(".reply .actions button[type=submit]").first.click()
    reader.goto(f"{town.address}/uk{thread}?after=0")
    new = reader.locator(".meta .new-posts")
    expect(new).to_contain_text(re.compile("нов"))
    with reader.expect_response(re.compile("/reading$")):
        new.click()
    reader.wait_for_timeout(500)
    reader.goto(f"{town.address}/uk{thread}?after=0")
    expect(reader.locator(".meta .new-posts")).to_have_count(0)


def test_a_name_is_completed_with_the_keyboard_and_marked(town: LiveServer, new_context: NewContext) -> None:
    page = pages.sign_in(new_context(), town, "halyna@example.org", "uk")
    page.goto(f"{town.address}/uk{pages.longest_thread(town)}", wait_until="networkidle")
    field = page.locator("main [name=body]")
    field.click()
    with page.expect_response(re.compile("/api/v1/people")):
        page.keyboard.type("Дякую, @")
    offered = page.locator(".suggestions__person")
    expect(offered.first).to_be_visible()
    name = offered.first.locator("[data-part=name]").inner_text()
    page.keyboard.type(name[:3].lower())
    expect(offered.first).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile(f"Дякую, @{re.escape(name)} ?$"))
    expect(offered).to_have_count(0)
    page.keyboard.type("!")
    with page.expect_navigation():
        page.locator(".reply__foot button[type=submit]:not([name])").click()
    expect(page.locator(".mention").last).to_have_text(f"@{name}")
