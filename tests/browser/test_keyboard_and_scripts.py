"""Writing with the keyboard alone, drafts, previews, pages without scripts, and what a page weighs."""

import zlib
from urllib.parse import urlparse
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import town as pages
from tests.browser.conftest import NewContext
from tests.live import LiveServer

pytestmark = pytest.mark.browser

RESIDENT = "bohdan@example.org"
MAX_PAGE_BYTES, MAX_SCRIPT_BYTES = 50_000, 30_000
MOST_TABS = 200


def test_one_signs_in_replies_and_takes_a_seat_with_the_keyboard_alone(
    town: LiveServer, new_context: NewContext
) -> None:
    page = new_context().new_page()
    page.goto(f"{town.address}/uk/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    press(page, page.locator('.site-header__account a[href$="/sign-in"]'))
    type_into(page, page.locator("[name=email]"), RESIDENT)
    type_into(page, page.locator("[name=password]"), (town.folder / "demo_password").read_text())
    press(page, page.locator('main form[action$="/sign-in"] button'))
    expect(page.locator(".site-header .menu")).to_be_attached()

    thread = pages.longest_thread(town)
    page.goto(f"{town.address}/uk{thread}")
    type_into(page, page.locator("main [name=body]"), "Лише клавіатурою.")
    press(page, page.locator(".reply button[type=submit]").first)
    expect(page.locator(".post__body").last).to_have_text("Лише клавіатурою.")

    page.goto(f"{town.address}/uk{pages.visit_that_is(town, 'published')}")
    press(page, page.locator('form[action$="/seat"] button'))
    expect(page.locator(".seat-panel__state--mine")).to_be_visible()


def test_a_draft_outlives_a_reload_and_goes_with_the_reply(town: LiveServer, new_context: NewContext) -> None:
    page = pages.sign_in(new_context(), town, RESIDENT, "pl")
    address = f"{town.address}/pl{pages.longest_thread(town)}"
    page.goto(address, wait_until="networkidle")  # scripts that keep drafts come after the page
    page.fill("main [name=body]", "Jeszcze nie wysłane.")
    page.reload()
    expect(page.locator("main [name=body]")).to_have_value("Jeszcze nie wysłane.")
    with page.expect_navigation():
        page.locator(".reply button[type=submit]").first.click()
    expect(page.locator(".post__body").last).to_have_text("Jeszcze nie wysłane.")
    expect(page.locator("html.js")).to_be_attached()  # the page that says so lets the draft go
    page.goto(address, wait_until="networkidle")
    expect(page.locator("main [name=body]")).to_have_value("")


def test_a_preview_is_what_will_be_published(town: LiveServer, new_context: NewContext) -> None:
    page = pages.sign_in(new_context(), town, RESIDENT)
    page.goto(f"{town.address}/en{pages.longest_thread(town)}")
    page.fill("main [name=body]", "**Bold** and <script>alert(1)</script>")
    page.locator("[data-preview-show]").click()
    shown = page.locator("[data-preview-output]")
    expect(shown.locator("strong")).to_have_text("Bold")
    expect(shown.locator("script")).to_have_count(0)
    page.locator("[data-preview-write]").click()
    expect(page.locator("main [name=body]")).to_be_focused()


def test_without_scripts_a_preview_is_a_page(town: LiveServer, new_context: NewContext) -> None:
    page = pages.sign_in(new_context(java_script_enabled=False), town, RESIDENT)
    page.goto(f"{town.address}/en{pages.longest_thread(town)}")
    page.fill("main [name=body]", "A *quiet* preview")
    with page.expect_navigation():
        page.locator(".reply button[name=preview]").click()
    expect(page.locator("main em", has_text="quiet")).to_be_visible()
    expect(page.locator("main [name=body]")).to_have_value("A *quiet* preview")


def test_every_public_page_can_be_read_without_scripts(town: LiveServer, new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    for path in pages.public_paths(town):
        page.goto(f"{town.address}/uk{path}")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".js-only").locator("visible=true")).to_have_count(0)
    page.goto(f"{town.address}/uk{pages.visit_that_is(town, 'live')}/room")
    expect(page.locator(".entry").last).to_be_visible()
    expect(page.locator(".agenda__title").first).to_be_visible()


@pytest.mark.parametrize("page_of", ["landing", "thread"])
def test_a_page_is_light_enough_for_a_weak_line(town: LiveServer, new_context: NewContext, page_of: str) -> None:
    address = f"{town.address}/uk" + ("/" if page_of == "landing" else pages.longest_thread(town))
    page = new_context().new_page()
    seen: list[str] = []
    page.on("response", lambda answer: seen.append(answer.url))
    page.goto(address, wait_until="networkidle")
    loaded = {url: urlparse(url).path for url in dict.fromkeys(seen)}
    scripts = [url for url, path in loaded.items() if path.endswith(".js")]
    styles = [url for url, path in loaded.items() if path.endswith(".css")]
    assert scripts
    assert styles
    assert all(url.startswith(town.address) for url in loaded), "a page loads nothing from elsewhere"
    assert sum(map(weight, [page.url, *styles])) <= MAX_PAGE_BYTES
    assert sum(map(weight, scripts)) <= MAX_SCRIPT_BYTES


def weight(url: str) -> int:
    """The bytes of a body on the wire to a browser that takes gzip."""
    with urlopen(Request(url, headers={"Accept-Encoding": "gzip"})) as answer:
        body: bytes = answer.read()
    if answer.headers.get("Content-Encoding") == "gzip":
        assert zlib.decompress(body, wbits=31)
    return len(body)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until something has the focus; what has it on the way is seen to have it."""
    expect(target).to_be_attached()
    wanted = target.element_handle()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("element => element === document.activeElement", wanted):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", "the focus is not to be seen"
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"{target} was not reached in {MOST_TABS} steps")


def type_into(page: Page, field: Locator, text: str) -> None:
    tab_to(page, field)
    page.keyboard.type(text)


def press(page: Page, button: Locator) -> None:
    tab_to(page, button)
    with page.expect_navigation():
        page.keyboard.press("Enter")
