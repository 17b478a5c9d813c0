"""The first steps of somebody new: three short screens, each of which can be skipped, and never again."""

import re

import pytest

from forum.discussion.actions.boards import create_board
from tests.cast import Cast
from tests.discussion.conftest import BOARD, new

SCREENS = ("/welcome", "/welcome/places", "/welcome/guidelines")


@pytest.fixture(autouse=True)
async def board(cast: Cast) -> None:
    async with cast.services.database.work() as work:
        await create_board(work, None, slug="water", names=BOARD, abouts={})


async def test_three_screens_set_everything_up_and_never_come_back(cast: Cast) -> None:
    browser = await cast.browser("bohdan")
    for path in SCREENS:
        assert (await browser.get(f"/uk{path}")).status_code == 200
    first = await browser.post("/uk/welcome", data={"lang": "pl", "zone": "Europe/Warsaw"})
    assert first.headers["location"] == "/pl/welcome/places"
    second = await browser.post("/pl/welcome/places", data={"municipality": "", "boards": ["water"]})
    assert second.headers["location"] == "/pl/welcome/guidelines"
    for _ in range(2):
        done = await browser.post("/pl/welcome/guidelines", data={})
        assert done.headers["location"] == "/pl/boards"
    profile = (await browser.get("/pl/profile")).text
    assert '<option value="Europe/Warsaw" selected' in profile
    assert "Woda i ciepło" in (await browser.get("/pl/profile/following")).text
    for path in SCREENS:
        assert (await browser.get(f"/pl{path}")).headers["location"] == "/pl/boards"


async def test_every_screen_can_be_skipped_without_a_change(cast: Cast) -> None:
    browser = await cast.browser("bohdan")
    before = (await browser.get("/uk/profile")).text
    at = "/en/welcome"
    for following in SCREENS[1:]:
        skip = re.search(r'href="([^"]+)"[^>]*><span>Skip', (await browser.get(at)).text)
        assert skip is not None
        at = skip[1]
        assert at == f"/en{following}"
    assert 'name="skip"' in (await browser.get(at)).text
    assert (await browser.post(at, data={"skip": "1"})).status_code == 303
    assert (await browser.get("/en/welcome")).headers["location"] == "/en/boards"
    assert (await browser.get("/uk/profile")).text == before


async def test_what_was_typed_stays_when_it_is_refused(cast: Cast) -> None:
    browser = await cast.browser("bohdan")
    page = await browser.post("/en/welcome", data={"lang": "xx", "zone": "Europe/Warsaw"})
    assert page.status_code == 422
    assert '<option value="Europe/Warsaw" selected' in page.text
    page = await browser.post("/en/welcome/places", data={"municipality": "nowhere", "boards": ["water"]})
    assert page.status_code == 422
    assert 'value="water" checked' in page.text
    page = await browser.post("/en/welcome/places", data={"municipality": "", "boards": ["nothing"]})
    assert page.status_code == 404


async def test_the_guidelines_stand_in_three_languages_for_everybody(cast: Cast) -> None:
    guest = await cast.browser()
    for locale, heading in (("uk", "Як тут спілкуються"), ("en", "How people talk here"), ("pl", "Jak tu rozmawiamy")):
        page = await guest.get(f"/{locale}/guidelines")
        assert page.status_code == 200
        assert f"<h1>{heading}</h1>" in page.text
        assert page.text.count("<li>") > 7
        assert f'href="/{locale}/guidelines"' in (await guest.get(f"/{locale}/")).text


async def test_the_first_post_is_written_beside_a_word_on_how_and_the_second_is_not(cast: Cast) -> None:
    browser, notice = await cast.browser("bohdan"), "This is your first post"
    thread = (
        await (await cast.program("olena")).post("/api/v1/boards/water/threads", json={**new(), "title": "Труби"})
    ).json()
    address = (await browser.get(f"/en/threads/{thread['id']}", follow_redirects=True)).url.path
    places = ("/en/boards/water/new", address)
    for path in places:
        assert notice in (await browser.get(path)).text
    assert notice not in (await (await cast.browser()).get(address)).text
    refused = await browser.post("/en/boards/water/new", data={**new(body=""), "title": "T"})
    assert refused.status_code == 422
    assert notice in refused.text
    assert (await browser.post(address, data=new())).status_code == 303
    for path in places:
        assert notice not in (await browser.get(path)).text
