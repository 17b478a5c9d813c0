"""Where the links around a page lead: its language switch, and the way back after signing in."""

import re
import uuid
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from litestar import Litestar

from forum.foundation.services import Services
from tests.cast import Cast
from tests.discussion.conftest import Talk, talk  # noqa: F401
from tests.discussion.test_pages import path_of
from tests.rooms.conftest import open_room
from tests.visits.plans import published

SWITCH = re.compile(r'class="languages__link" href="([^"]*)"')
SIGN_IN = re.compile(r'href="(/[a-z]{2}/sign-in[^"]*)"')
ORIGIN = "http://127.0.0.1:8000"


def next_of(answer: httpx.Response) -> set[str | None]:
    """Where each link to the sign-in page of an answer leads back to."""
    links = [urlsplit(link.replace("&amp;", "&")) for link in SIGN_IN.findall(answer.text)]
    assert links
    return {parse_qs(link.query).get("next", [None])[0] for link in links}


def posting_only(app: Litestar) -> list[str]:
    """The addresses of pages that take forms and cannot be opened."""
    paths = {route.path_format: getattr(route, "methods", ()) for route in app.routes}
    known = [path for path, methods in paths.items() if path.startswith("/{tongue}/") and "POST" in methods]
    return [path for path in known if "GET" not in paths[path]]


@pytest.mark.parametrize("name", [None, "bohdan", "root"])
async def test_what_answers_a_form_can_be_read_in_the_other_languages(
    cast: Cast, handlers: Litestar, name: str | None
) -> None:
    browser, drawn = await cast.browser(name), 0
    every = posting_only(handlers)
    assert len(every) > 20
    for template in every:
        path = re.sub(r"\{\w+\}", "nothing", template.replace("{tongue}", "uk"))
        for referer in ("", ORIGIN + path, "https://elsewhere.example/uk/boards", f"{ORIGIN}/uk/boards?after=1"):
            answer = await browser.post(path, data={"x": "1"}, headers={"Referer": referer} if referer else {})
            if answer.status_code < 400:
                continue
            drawn += 1
            links = SWITCH.findall(answer.text)
            assert len(links) == 3, path
            if referer.endswith("after=1"):
                assert links == [f"/{code}/boards?after=1" for code in ("uk", "en", "pl")], path
            else:
                assert {(await browser.get(link)).status_code for link in links} == {200}, path
    assert drawn > 20


async def test_a_refused_form_stands_for_the_page_that_it_shows(cast: Cast, services: Services) -> None:
    olena, tomasz, bohdan = [await cast.browser(name) for name in ("olena", "tomasz", "bohdan")]
    visit = await published(await cast.program("olena"))
    path = "/visits/" + visit["url"].split("/visits/")[1]
    room = await open_room(services, cast)
    said = {"id": str(uuid.uuid4()), "text": " ", "lang": "uk", "next": f"/uk{path}/room"}
    refused = [
        (tomasz, f"{path}/publication", {"x": "1"}, path),
        (olena, f"{path}/cancellation", {"reason": "Хвороба"}, None),
        (bohdan, f"{path}/seat", {"x": "1"}, path),
        (olena, "/profile/tokens", {"label": "x" * 500}, "/profile/sessions"),
        (bohdan, f"/rooms/{room.id}/entries", said, f"{path}/room"),
    ]
    for browser, address, data, place in refused:
        answer = await browser.post(f"/uk{address}", data=data)
        assert (answer.status_code == 303) is (place is None), address
        if place is None:
            continue
        assert SWITCH.findall(answer.text) == [f"/{code}{place}" for code in ("uk", "en", "pl")]


async def test_an_address_that_cannot_be_opened_leads_to_the_front_page_of_each_language(cast: Cast) -> None:
    answer = await (await cast.browser()).get("/pl/visits/x/seat")
    assert answer.status_code == 405
    assert SWITCH.findall(answer.text) == ["/uk/", "/en/", "/pl/"]
    assert next_of(answer) == {None}


async def test_who_signs_in_comes_back_to_the_page_they_read(cast: Cast, talk: Talk) -> None:  # noqa: F811
    reader, thread = await cast.browser(), await talk.thread()
    path = f"/uk{path_of(thread)}"
    for page in (path, f"{path}?after=0", "/uk/boards/water", "/uk/search?q=вода+й+тепло", "/uk/new-posts"):
        answer = await reader.get(page)
        asked = str(answer.request.url).removeprefix(ORIGIN)
        assert next_of(answer) == {asked}
        following = await (await cast.browser("olena")).get("/uk/sign-in", params={"next": asked})
        assert (following.status_code, following.headers["location"]) == (303, asked)
    assert "Увійдіть — і повернетеся" in (await reader.get("/uk/new-posts")).text


async def test_who_signs_in_after_a_refused_form_comes_back_to_where_it_stood(cast: Cast, talk: Talk) -> None:  # noqa: F811
    reader, thread = await cast.browser(), await talk.thread()
    path = f"/uk{path_of(thread)}"
    assert next_of(await reader.post(path, data={"body": "x"})) == {path}
    stood = {"Referer": f"{ORIGIN}{path}?after=0"}
    assert next_of(await reader.post(f"{path}/following", data={"level": "all"}, headers=stood)) == {f"{path}?after=0"}
    unknown = await reader.post(f"{path}/following", data={"level": "all"})
    assert next_of(unknown) == {None}
    assert unknown.status_code == 401
    assert "Увійдіть, щоб продовжити" in unknown.text


@pytest.mark.parametrize("path", ["/", "/register", "/forgot", "/reset/secret", "/confirm/secret"])
async def test_nobody_is_led_back_to_where_one_proves_who_one_is(cast: Cast, path: str) -> None:
    assert next_of(await (await cast.browser()).get(f"/uk{path}")) == {None}


async def test_the_sign_in_page_keeps_where_it_leads_to(cast: Cast) -> None:
    assert next_of(await (await cast.browser()).get("/uk/sign-in?next=/uk/boards")) == {"/uk/boards"}
