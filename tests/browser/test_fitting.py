"""What is shown has room: chosen words in their fields, the live room in its window."""

from typing import Any

import pytest

from tests.browser import town as pages
from tests.browser.conftest import NARROW, NewContext
from tests.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# The arrow of a select takes about as much as its text is high.
CUT = """() => [...document.querySelectorAll("main select")].map(select => {
    const style = getComputedStyle(select), pen = document.createElement("canvas").getContext("2d");
    pen.font = style.font;
    const words = select.selectedOptions[0]?.text ?? "";
    const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return [words, pen.measureText(words).width + parseFloat(style.fontSize) - room];
}).filter(([, over]) => over > 0)"""
HEIGHTS = "[document.documentElement.scrollHeight, document.querySelector('.room').getBoundingClientRect().bottom]"


@pytest.mark.parametrize("locale", ["uk", "en", "pl"])
@pytest.mark.parametrize("size", [NARROW, {"width": 1280, "height": 800}])
def test_what_is_chosen_at_registration_can_be_read(
    town: LiveServer, new_context: NewContext, locale: str, size: dict[str, Any]
) -> None:
    page = new_context(viewport=size).new_page()
    page.goto(f"{town.address}/{locale}/register")
    assert page.locator("main select").count() == 3
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("size", [NARROW, {"width": 768, "height": 1024}, {"width": 1280, "height": 800}])
def test_the_room_is_as_high_as_the_window(town: LiveServer, new_context: NewContext, size: dict[str, Any]) -> None:
    page = new_context(viewport=size).new_page()
    page.goto(f"{town.address}/en{pages.visit_that_is(town, 'live')}/room")
    page.wait_for_selector("html.js")
    assert page.evaluate(HEIGHTS) == [size["height"], size["height"]]
