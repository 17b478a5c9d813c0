"""What is refused before any handler, as a person sees it and as a program does."""

import re

import pytest
from markupsafe import escape

from forum.foundation.errors import Refused
from tests.cast import Cast
from tests.conftest import ANSWERS

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"}
REFUSALS = [
    ("GET", "/about?x=%ff", {}, 400, "bad_encoding"),
    ("GET", "/threads/%ff%fe", {}, 400, "bad_encoding"),
    ("GET", "/about?x=%00", {}, 400, "bad_encoding"),
    ("GET", "/about", {"Host": "evil.test"}, 400, "bad_host"),
    ("POST", "/sign-in", ELSEWHERE, 403, "cross_site"),
    ("GET", "/about?" + "a" * 60_000, {}, 414, "uri_too_long"),
    ("GET", "/about", {"X-Long": "a" * 70_000}, 431, "headers_too_large"),
]


@pytest.mark.parametrize("locale", ["uk", "en", "pl"])
@pytest.mark.parametrize(("method", "path", "headers", "status", "code"), REFUSALS)
async def test_a_person_who_is_turned_away_gets_a_page_in_the_language_of_the_address(
    cast: Cast, locale: str, method: str, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    browser = await cast.browser(**BROWSER)
    answer = await browser.request(method, f"/{locale}{path}", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert f'<html lang="{locale}"' in answer.text
    assert escape(ANSWERS.sentence(locale, Refused(code))) in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "content-security-policy" in answer.headers
    assert len(re.findall("<h1>", answer.text)) == 1
    assert "%ff" not in answer.text
    assert "aaaaaaaa" not in answer.text


async def test_a_person_who_is_turned_away_can_go_on(cast: Cast) -> None:
    """Links of the page lead to places that answer, and away from a name that is not ours."""
    browser = await cast.browser(**BROWSER)
    page = (await browser.get("/pl/about?x=%ff")).text
    for path in set(re.findall(r'<a [^>]*href="(/[^"]*)"', page)):
        assert (await browser.get(path)).status_code == 200, path
    foreign = (await browser.get("/pl/about", headers={"Host": "evil.test"})).text
    assert 'href="http://127.0.0.1:8000/pl/"' in foreign
    assert "evil.test" not in foreign


@pytest.mark.parametrize(
    ("headers", "locale"),
    [
        ({"Accept-Language": "pl"}, "pl"),
        ({"Accept-Language": "pl", "Cookie": "mosty_lang=uk"}, "uk"),
        ({"Accept-Language": "de"}, "en"),
    ],
)
async def test_an_address_without_a_language_is_refused_in_the_readers(
    cast: Cast, headers: dict[str, str], locale: str
) -> None:
    browser = await cast.browser(**BROWSER, **headers)
    answer = await browser.post("/language", headers=ELSEWHERE)
    assert (answer.status_code, f'<html lang="{locale}"' in answer.text) == (403, True)


@pytest.mark.parametrize(("method", "path", "headers", "status", "code"), REFUSALS)
async def test_a_program_that_is_turned_away_gets_a_problem(
    cast: Cast, method: str, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    """Under /api whatever it asks for, elsewhere unless it asks for a page."""
    for place, accepted in (("/uk", "*/*"), ("/uk", "application/json"), ("/api/v1", BROWSER["Accept"])):
        client = await cast.browser(Accept=accepted)
        answer = await client.request(method, place + path, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["code"] == code


async def test_a_server_that_is_asked_about_itself_under_a_foreign_name_refuses(cast: Cast) -> None:
    """`OPTIONS *` (RFC 9110, 9.3.7) has no path; it was a 500."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "method": "OPTIONS",
        "path": "*", "raw_path": b"*", "query_string": b"", "root_path": "", "headers": [(b"host", b"evil.test")],
    }  # fmt: skip
    heard = []

    async def send(message: dict[str, object]) -> None:
        heard.append(message.get("status"))

    await cast.app(scope, None, send)
    assert heard[0] == 400


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=-1", 422), ("page=1e9", 422), ("x=1&per_page=%3Cscript%3E", 422), ("page=", 422), ("page=0", 422),
        ("page=1", 200), ("x=1&per_page=50&page=2", 200), ("homepage=x", 200),
    ],
)  # fmt: skip
async def test_h20_pages_are_not_counted_by_what_is_no_number(cast: Cast, query: str, status: int) -> None:
    for path in ("/uk/boards", "/pl/visits", "/api/v1/boards", "/api/v1/visits"):
        answer = await (await cast.browser()).get(f"{path}?{query}")
        assert answer.status_code == status, path
        if status == 422:
            assert "<script>" not in answer.text
            assert path.startswith("/uk") or path.startswith("/pl") or answer.json()["code"] == "bad_page"
