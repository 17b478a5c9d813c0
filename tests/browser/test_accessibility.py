"""Every page of the demo town under axe, in each language, light and dark, on a telephone and on a desk."""

from collections.abc import Iterable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import town as pages
from tests.browser.conftest import NewContext
from tests.browser.person import fill
from tests.history import NIGHTLY
from tests.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WHOLE = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
# Nothing but colours differs between light and dark, and those neither by language nor by width: once is enough.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
DARK_IN = "uk"
# Pages are built alike in every language: by day each kind of them is looked at in one.
LOCALES = ["uk", "en", "pl"] if NIGHTLY else []


@pytest.mark.parametrize("locale", LOCALES or ["uk"])
def test_everybody_can_use_the_public_pages(town: LiveServer, new_context: NewContext, locale: str) -> None:
    page = new_context().new_page()
    assert troubles(page, (f"{town.address}/{locale}{path}" for path in pages.public_paths(town))) == []


@pytest.mark.parametrize("locale", LOCALES or ["en"])
def test_an_official_can_use_the_pages_to_write_on(town: LiveServer, new_context: NewContext, locale: str) -> None:
    page = pages.sign_in(new_context(), town, pages.OFFICIAL, locale)
    assert troubles(page, (f"{town.address}/{locale}{path}" for path in pages.official_paths(town))) == []


@pytest.mark.parametrize("locale", LOCALES or ["pl"])
def test_a_refused_form_and_a_moderator_s_thread(town: LiveServer, new_context: NewContext, locale: str) -> None:
    page = new_context().new_page()
    page.goto(f"{town.address}/{locale}/register")
    fill(page, name="Мар'яна", email="no address")
    page.locator("main form").evaluate("form => { form.noValidate = true }")
    with page.expect_navigation():
        page.locator('main form[action$="/register"] button').click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert troubles_here(page) == []
    moderator = pages.sign_in(new_context(), town, pages.MODERATOR, locale)
    assert troubles(moderator, [f"{town.address}/{locale}{pages.longest_thread(town)}"]) == []
    # An open menu lies over what stands below it until it is closed: only the menu is looked at.
    moderator.locator(".post .menu__button").first.click()
    assert troubles_here(moderator, within=".post .menu[open]") == []


def troubles(page: Page, addresses: Iterable[str]) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        found += troubles_here(page)
    return found


def troubles_here(page: Page, within: str = "html") -> list[str]:
    """What is wrong with the page that is open: axe's violations and what sticks out at 320 px, a line for each."""
    page.evaluate(Axe().axe_script)
    found = []
    lang = page.locator("html").get_attribute("lang")
    for size in (PHONE, DESK) if NIGHTLY or lang == DARK_IN else (PHONE,):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found += [f"{page.url} {size['width']} px: {line}" for line in violations(page, WHOLE, within)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            found.append(f"{page.url} is {wide} px wide on {size['width']} px")
    if lang == DARK_IN:
        page.emulate_media(color_scheme="dark")
        page.evaluate("Promise.allSettled(document.getAnimations().map(animation => animation.finished))")
        found += [f"{page.url} dark: {line}" for line in violations(page, COLOURS, within)]
        page.emulate_media(color_scheme="light")
    return found


def violations(page: Page, options: dict[str, Any], within: str) -> list[str]:
    answer = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
    return [
        f"{rule['id']}: {node['html'][:120]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]
