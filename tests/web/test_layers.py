"""What every request goes through, whoever answers it."""

import re

import httpx
import pytest
from litestar import Litestar

from forum.accounts.refusals import REFUSALS as ACCOUNTS
from forum.foundation.errors import Refused
from forum.foundation.ratelimit import RateLimiter
from forum.web.problems import Problems
from tests.cast import Cast
from tests.web.observatory import score

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "strict-transport-security": "max-age=63072000; includeSubDomains; preload",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()"
    ),
}


def check_headers(answer: httpx.Response) -> int:
    """Every security header is there, once and word for word; the status of the answer."""
    for name, wanted in HEADERS.items():
        assert answer.headers.get_list(name) == [wanted], (answer.request.method, answer.url, answer.status_code, name)
    assert "server" not in answer.headers
    return answer.status_code


async def test_s4_headers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the status, and also of a file."""
    browser, root = await cast.browser(), await cast.program("root")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    page = await browser.get("/en/about")
    sheet = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    broken, full = await cast.program("root"), await cast.program("root")
    found = {
        200: [page, await browser.get(sheet), await browser.get("/favicon.ico"), await browser.get("/livez")],
        303: [await browser.get("/"), await browser.post("/language", data={"lang": "pl", "next": "/pl/about"})],
        304: [await browser.get("/en/about", headers={"If-None-Match": page.headers["etag"]})],
        400: [await browser.get("/livez", headers={"Host": "evil.test"}), await browser.get("/en/about?x=%ff")],
        401: [await browser.get("/api/v1/me")],
        403: [await browser.post("/language", headers={"Sec-Fetch-Site": "cross-site"})],
        404: [await browser.get(path) for path in ("/uk/nowhere", "/api/v1/nowhere", "/static/x/nothing.js")],
        405: [await browser.put("/livez")],
        413: [await browser.post("/language", content=b"x" * 100_000, headers=form)],
        414: [await browser.get("/livez?" + "a" * 60_000)],
        415: [await root.post("/api/v1/boards", content=b"{}", headers={"Content-Type": "text/plain"})],
        422: [await root.post("/api/v1/boards", json=[]), await browser.post("/language", headers=form)],
        431: [await browser.get("/livez", headers={"X-Long": "a" * 70_000})],
    }
    monkeypatch.setattr(cast.services, "limits", RateLimiter())
    found[429] = [[await full.get("/api/v1/search?q=a") for _ in range(200)][-1]]
    monkeypatch.setattr("forum.accounts.api.queries.person", None)
    found[500] = [await broken.get("/api/v1/me")]
    for status, answers in found.items():
        assert [check_headers(answer) for answer in answers] == [status] * len(answers)


async def test_s4_every_route_carries_the_headers(cast: Cast, handlers: Litestar) -> None:
    """Asked by a stranger and by an administrator, with every method that it knows."""
    heard: set[int] = set()
    for client in (await cast.browser(), await cast.browser("root")):
        for route in handlers.routes:
            path = re.sub(r"\{[^}]*\}", "x", route.path.replace("{tongue:str}", "en"))
            for method in sorted(getattr(route, "methods", ())):
                heard.add(check_headers(await client.request(method, path)))
    assert heard >= {200, 204, 303, 401, 404}
    assert 500 not in heard


async def test_s4_a_page_with_cookies_scores_120_at_the_observatory(cast: Cast) -> None:
    olena = await cast.browser("olena")
    page = await olena.get("/en/about")
    language = await olena.post("/language", data={"lang": "pl", "next": "/pl/about"})
    gone = await olena.post("/en/sign-out", headers={"Content-Type": "application/x-www-form-urlencoded"})
    cookies = [*language.headers.get_list("set-cookie"), *gone.headers.get_list("set-cookie")]
    assert any("mosty_session" in line for line in cookies)
    assert score(page.headers, cookies, page.text, "127.0.0.1:8000") >= 120
    for name in ("content-security-policy", "strict-transport-security"):
        weaker = {key: value for key, value in page.headers.items() if key != name}
        assert score(weaker, cookies, page.text, "127.0.0.1:8000") < 120
    assert score(page.headers, [line.replace("HttpOnly", "") for line in cookies], page.text, "") < 120


@pytest.mark.parametrize(
    "host",
    ["evil.test", "127.0.0.1", "127.0.0.1:8001", "127.0.0.1:8000.evil.test", "a.127.0.0.1:8000", "127x0.0.1:8000", ""],
)
async def test_s13_host(cast: Cast, host: str) -> None:
    answer = await (await cast.browser()).get("/livez", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_host")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"}, 403),
        ({"Origin": "http://127.0.0.1:8000"}, 303),
        ({"Origin": "https://127.0.0.1:8000"}, 403),
        ({"Origin": "http://localhost:8000"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.test"}, 403),
        ({}, 403),
    ],
)
async def test_a_form_from_elsewhere_is_refused(cast: Cast, headers: dict[str, str], status: int) -> None:
    transport = httpx.ASGITransport(app=cast.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers) as client:
        answer = await client.post("/language", data={"lang": "pl", "next": "/pl/about"})
    assert answer.status_code == status
    assert status == 303 or answer.json()["code"] == "cross_site"


@pytest.mark.parametrize("target", ["/en/about?x=%ff", "/en/%ff", "/livez?x=%00"])
async def test_h26_an_address_that_is_not_utf8_is_refused(cast: Cast, target: str) -> None:
    answer = await (await cast.browser()).get(target)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_encoding")


async def test_h24_endless_addresses_and_headers_are_refused(cast: Cast) -> None:
    browser = await cast.browser()
    assert (await browser.get("/livez?" + "a" * 60_000)).status_code == 414
    assert (await browser.get("/livez", headers={"X-Long": "a" * 70_000})).status_code == 431


async def test_h22_another_method_is_told_what_is_allowed(cast: Cast) -> None:
    browser = await cast.browser()
    for method in ("PUT", "TRACE"):
        answer = await browser.request(method, "/livez")
        assert answer.status_code == 405
        assert "GET" in answer.headers["allow"]


async def test_h22_a_stranger_who_traces_is_told_what_is_allowed(cast: Cast) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(cast.app), base_url="http://127.0.0.1:8000") as program:
        answer = await program.request("TRACE", "/livez")
    assert (answer.status_code, "GET" in answer.headers["allow"]) == (405, True)


@pytest.mark.parametrize("path", ["/en/about", "/uk/nowhere", "/api/v1/boards", "/sitemap.xml", "/", "/livez"])
async def test_a_link_checker_that_asks_for_the_head_sees_what_a_reader_would(cast: Cast, path: str) -> None:
    browser = await cast.browser()
    whole, head = await browser.get(path), await browser.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}


@pytest.mark.parametrize(
    "path", ["/static/..%2f..%2fpyproject.toml", "/%2e%2e/%2e%2e/etc/passwd", "/static/x/../../pyproject.toml"]
)
async def test_h25_no_file_outside_static_is_served(cast: Cast, path: str) -> None:
    assert (await (await cast.browser()).get(path)).status_code == 404


async def test_an_absent_page_says_so_in_the_language_of_its_address(cast: Cast) -> None:
    for locale in ("uk", "en", "pl"):
        answer = await (await cast.browser()).get(f"/{locale}/nowhere")
        assert answer.status_code == 404
        assert f'<html lang="{locale}"' in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/de/about"),
        ("GET", "/de/profile"),
        ("POST", "/de/"),
        ("PUT", "/nowhere"),
        ("POST", "/de/visits/x/seat"),
    ],
)
async def test_an_address_in_a_language_that_we_do_not_speak_is_no_address(cast: Cast, method: str, path: str) -> None:
    assert (await (await cast.browser()).request(method, path)).status_code == 404


async def test_the_api_answers_problems_in_the_readers_language(cast: Cast) -> None:
    answer = await (await cast.program()).get("/api/v1/nowhere")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "status": 404, "code": "not_found", "title": "There is nothing here. It may have been moved or removed.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "to"),
    [("pl-PL,pl;q=0.9", "/pl/"), ("UK", "/uk/"), ("zz, xx;q=9", "/en/"), ("de;q=0.9, uk;q=0.8", "/uk/"), ("", "/en/")],
)
async def test_the_front_door_leads_to_the_readers_language(cast: Cast, accept: str, to: str) -> None:
    answer = await (await cast.browser()).get("/", headers={"Accept-Language": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, to)


async def test_a_remembered_language_wins_over_the_browsers_and_the_profile_over_both(cast: Cast) -> None:
    browser = await cast.browser()
    answer = await browser.post("/language", data={"lang": "pl", "next": "/pl/about"})
    assert answer.headers["location"] == "/pl/about"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    remembered = {"Cookie": cookie.split(";")[0], "Accept-Language": "uk"}
    assert (await browser.get("/", headers=remembered)).headers["location"] == "/pl/"
    olena = await cast.browser("olena")
    assert (await olena.get("/", headers={"Accept-Language": "pl"})).headers["location"] == "/uk/"


async def test_anonymous_pages_set_no_cookie_and_are_the_same_bytes(cast: Cast) -> None:
    first, second = await cast.browser(), await cast.browser(**{"User-Agent": "other", "Accept-Language": "pl"})
    one, two = await first.get("/en/about"), await second.get("/en/about")
    assert one.content == two.content
    assert one.headers["etag"] == two.headers["etag"]
    assert "set-cookie" not in one.headers
    again = await first.get("/en/about", headers={"If-None-Match": one.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_static_file_is_kept_for_ever_under_its_build(cast: Cast) -> None:
    browser = await cast.browser()
    page = (await browser.get("/en/about")).text
    address = next(
        part.split('"')[0] for part in page.split('href="') if part.startswith("/static/") and "mosty.css" in part
    )
    answer = await browser.get(address)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    outdated = await browser.get("/static/000000000000/mosty.css")
    assert "immutable" not in outdated.headers["cache-control"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"", {}, 400, "body_missing"),
        (b"{}", {"Content-Type": "text/plain"}, 415, "media_type"),
        (b"{}", {"Content-Encoding": "gzip"}, 415, "encoding"),
        (b"\xff", {}, 400, "json_invalid"),
        (b"[" * 30_000, {}, 400, "json_too_deep"),
        (b'{"slug":"a","slug":"b"}', {}, 400, "json_duplicate_key"),
        (b'{"slug":"a","name":{"uk":"a","en":"a","pl":"a"},"is_admin":true}', {}, 400, "unknown_field"),
        (b'{"slug":5}', {}, 422, "field_invalid"),
        (b'{"slug":"a","name":{"uk":1,"en":"a","pl":"a"}}', {}, 422, "field_invalid"),
        (b"[]", {}, 422, "field_invalid"),
        (b"{" + b" " * 70_000 + b"}", {}, 413, "too_large"),
    ],
)
async def test_h2_to_h13_bad_bodies_have_their_own_answers(
    cast: Cast, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    program = await cast.program("root")
    answer = await program.post("/api/v1/boards", content=body, headers={"Content-Type": "application/json", **headers})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (answer.headers.get("connection") == "close") == (status == 413)


async def test_a_form_of_one_button_has_no_body_and_is_still_a_form(cast: Cast) -> None:
    olena = await cast.browser("olena")
    answer = await olena.post("/en/sign-out", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 303
    without_fields = await olena.post("/language", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert without_fields.status_code == 422


async def test_a_form_may_hold_its_letters_as_they_are(cast: Cast) -> None:
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await (await cast.browser()).post("/uk/register", content="name=Їжак".encode(), headers=sent)
    assert answer.status_code == 422
    assert 'value="Їжак"' in answer.text
    broken = await (await cast.browser()).post("/uk/register", content=b"name=\xff", headers=sent)
    assert (broken.status_code, "UTF-8" in broken.text) == (400, True)


async def test_o13_pages_travel_compressed_and_files_only_once(cast: Cast) -> None:
    browser = await cast.browser()
    page = await browser.get("/en/about", headers={"Accept-Encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in page.headers["vary"].lower()
    assert "<!doctype html>" in page.text
    plain = await browser.get("/en/about", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == page.text
    sheet = await browser.get("/static/x/mosty.css", headers={"Accept-Encoding": "gzip"})
    assert sheet.headers["content-encoding"] == "gzip"
    assert "@layer" in sheet.text


@pytest.mark.parametrize(
    ("locale", "seen"), [("uk", "до подальшого рішення"), ("pl", "Do odwołania"), ("en", "until further notice.")]
)
async def test_somebody_suspended_for_good_reads_so_in_plain_words(locale: str, seen: str) -> None:
    document = Problems(ACCOUNTS).document(locale, Refused("banned", until="9999-12-31T23:59:59Z"))
    assert seen in document["title"]
    assert document["until"] == "9999-12-31T23:59:59Z"
