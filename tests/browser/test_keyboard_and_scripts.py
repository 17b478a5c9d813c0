"""Writing with the keyboard alone, drafts, previews, pages without scripts, and what a page weighs."""

import time
import zlib
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import town as pages
from tests.browser.conftest import TIMEOUT_MS, NewContext
from tests.files import made
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
    press(page, page.locator(".reply .actions button[type=submit]").first)
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
        page.locator(".reply .actions button[type=submit]").first.click()
    expect(page.locator(".post__body").last).to_have_text("Jeszcze nie wysłane.")
    expect(page.locator("html.js")).to_be_attached()  # the page that says so lets the draft go
    page.goto(address, wait_until="networkidle")
    expect(page.locator("main [name=body]")).to_have_value("")


def test_a_draft_is_kept_by_the_server_and_by_the_disk_and_the_newer_one_is_shown(
    town: LiveServer, new_context: NewContext
) -> None:
    here, elsewhere = new_context(), new_context()
    page = pages.sign_in(here, town, RESIDENT)
    address = f"{town.address}/en{pages.longest_thread(town)}"
    body = page.locator("main [name=body]")
    page.goto(address, wait_until="networkidle")
    body.fill("Begun at the office.")
    expect(page.locator("[data-draft-note]")).to_have_text("The draft is saved.")
    other = pages.sign_in(elsewhere, town, RESIDENT)
    other.goto(address)
    expect(other.locator("main [name=body]")).to_have_value("Begun at the office.")

    here.set_offline(True)
    body.fill("Gone on with on the train.")
    expect(page.locator("[data-draft-note]")).to_have_text("The draft is kept in this browser.")
    # A power cut: the quick storage had not reached the disk, and nobody sees the page go.
    page.evaluate("localStorage.clear(); Object.defineProperty(document, 'hidden', { value: false })")
    page.goto("about:blank")
    here.set_offline(False)
    page.goto(address, wait_until="networkidle")
    expect(body).to_have_value("Gone on with on the train.")
    page.locator("[data-draft-offer] button").click()
    expect(body).to_have_value("Begun at the office.")
    page.locator(".reply .actions button[type=submit]").first.click()
    expect(page.locator(".post__body").last).to_have_text("Begun at the office.")
    page.goto(f"{town.address}/en/drafts")
    expect(page.locator(".drafts__item")).to_have_count(0)


def test_a_picture_is_attached_with_its_words_and_seen_before_it_is_posted(
    town: LiveServer, new_context: NewContext, tmp_path: Path
) -> None:
    (tmp_path / "pump.jpg").write_bytes(made.photograph((1200, 800)))
    (tmp_path / "page.png").write_bytes(b"<html>")
    page = pages.sign_in(new_context(), town, RESIDENT)
    page.goto(f"{town.address}/en{pages.longest_thread(town)}", wait_until="networkidle")
    page.fill("main [name=body]", "This is our pump.")
    page.locator(".attach summary").click()
    page.set_input_files("#f-file", tmp_path / "page.png")
    page.locator("[name=attach]").click()
    expect(page.locator("[data-attach-words]")).to_contain_text("can be attached")
    page.set_input_files("#f-file", tmp_path / "pump.jpg")
    page.locator("[name=attach]").click()
    expect(page.locator("[data-attach-words]")).to_contain_text("what the picture shows")
    page.fill("#f-description", "A pump in a cellar")
    page.keyboard.press("Enter")
    expect(page.locator(".attach__file bdi")).to_have_text("A pump in a cellar")
    assert page.locator(".attach__thumb").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    page.locator(".reply .actions button[type=submit]").first.click()
    shown = page.get_by_alt_text("A pump in a cellar")
    expect(shown).to_be_visible()
    assert shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 640


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


def test_one_word_finds_the_town_s_texts_in_three_languages_without_scripts(
    town: LiveServer, new_context: NewContext
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{town.address}/uk/")
    page.locator(".site-header__search").click()
    page.fill("main [name=q]", "школа")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    found, marked = page.locator(".result__snippet"), page.locator(".result mark")
    deadline = time.monotonic() + TIMEOUT_MS / 1000
    # The worker makes the texts of a new store findable soon after its start.
    while {text.get_attribute("lang") for text in found.all()} != {"uk", "en", "pl"}:
        assert time.monotonic() < deadline
        page.reload()
    assert {"школи", "schools", "szkoły"} & {word.lower() for word in marked.all_inner_texts()}
    page.locator("summary", has_text="Уточнити пошук").click()
    page.select_option("[name=lang]", "pl")
    with page.expect_navigation():
        page.locator('main form[action$="/search"] button').click()
    expect(page.locator(".result .lang-tag").first).to_have_attribute("lang", "pl")
    assert set(page.locator(".result .lang-tag").all_inner_texts()) == {"Pol"}


@pytest.mark.parametrize("page_of", ["landing", "board", "thread", "visit", "room"])
def test_a_page_is_light_enough_for_a_weak_line(town: LiveServer, new_context: NewContext, page_of: str) -> None:
    """With everything that a first visit loads: styles, scripts and pictures of ours."""
    coming = pages.visit_that_is(town, "published")
    shown = {"landing": "/", "board": pages.BOARD, "thread": pages.longest_thread(town), "visit": coming}
    path = shown.get(page_of)
    address = f"{town.address}/uk{path or pages.visit_that_is(town, 'live') + '/room'}"
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
    weighed = {url: weight(url) for url in loaded}
    # A room, which is entered from a page that has been read, has as much again for its scripts.
    counted = [page.url, *styles] if page_of == "room" else list(weighed)
    assert sum(weighed[url] for url in counted) <= MAX_PAGE_BYTES
    assert sum(weighed[url] for url in scripts) <= MAX_SCRIPT_BYTES


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
