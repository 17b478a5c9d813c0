"""What a page says on paper."""

import pytest

from tests.browser import town as pages
from tests.browser.conftest import NewContext
from tests.live import LiveServer

pytestmark = pytest.mark.browser

SEEN = "time => getComputedStyle(time, '::after').content.slice(1, -1) + time.innerText"


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_printed_thread_says_each_moment_once_and_exactly(
    town: LiveServer, new_context: NewContext, *, scripts: bool
) -> None:
    """On paper it read "15 листопада 2026 р. (15 листопада 2026 р., 08:20)"."""
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(f"{town.address}/uk{pages.longest_thread(town)}", wait_until="networkidle")
    page.emulate_media(media="print")
    times = page.locator("main time[title]")
    assert times.count() > 1
    for time in times.all():
        assert time.evaluate(SEEN) == time.get_attribute("title")
