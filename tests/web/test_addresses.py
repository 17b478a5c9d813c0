"""One address for each page, and what may be done at it."""

import httpx
import pytest

from tests.cast import Cast


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/uk", "/uk/"),
        ("/en", "/en/"),
        ("/pl?x=%C5%BC", "/pl/?x=%C5%BC"),
        ("/uk//", "/uk/"),
        ("/en/about/", "/en/about"),
        ("/en//about", "/en/about"),
        ("/pl/visits/?when=past", "/pl/visits?when=past"),
    ],
)
async def test_a_page_stands_at_one_address_the_one_it_calls_canonical(cast: Cast, path: str, to: str) -> None:
    browser = await cast.browser()
    for method in ("GET", "HEAD"):
        answer = await browser.request(method, path)
        assert (answer.status_code, answer.headers["location"]) == (308, to)
    page = await browser.get(to)
    assert page.status_code == 200
    locale, rest = to[1:3], to[3:]
    base = "http://127.0.0.1:8000"
    assert f'<link rel="canonical" href="{base}{to}">' in page.text
    for code in ("uk", "en", "pl"):
        assert f'<link rel="alternate" hreflang="{code}" href="{base}/{code}{rest}">' in page.text
        assert code == locale or (await browser.get(f"/{code}{rest}")).status_code == 200


@pytest.mark.parametrize("path", ["/en/about", "/livez", "/api/v1/boards", "/en/visits"])
async def test_who_may_get_is_told_of_head_too(cast: Cast, path: str) -> None:
    browser: httpx.AsyncClient = await cast.browser()
    for method, status in (("DELETE", 405), ("OPTIONS", 204)):
        answer = await browser.request(method, path)
        assert answer.status_code == status
        allowed = answer.headers["allow"].split(", ")
        assert {"GET", "HEAD"} <= set(allowed)
        assert len(allowed) == len(set(allowed))
    only_written = await browser.get("/language")
    assert (only_written.status_code, "HEAD" in only_written.headers["allow"]) == (405, False)
