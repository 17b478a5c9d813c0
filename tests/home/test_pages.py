import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from forum.foundation.services import Services
from tests.cast import Cast

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.mark.parametrize("locale", ["uk", "en", "pl"])
async def test_the_landing_page_of_an_empty_site_says_what_would_be_there(cast: Cast, locale: str) -> None:
    answer = await (await cast.browser()).get(f"/{locale}/")
    assert answer.status_code == 200
    assert f'<html lang="{locale}"' in answer.text
    assert answer.text.count('rel="alternate" hreflang=') == 4


@pytest.mark.parametrize("path", ["about", "terms", "accessibility", "source"])
async def test_the_pages_about_the_site_are_there_for_everybody(cast: Cast, path: str) -> None:
    for name in (None, "olena"):
        assert (await (await cast.browser(name)).get(f"/uk/{path}")).status_code == 200


async def test_the_sitemap_names_each_page_in_each_language_with_its_alternates(cast: Cast) -> None:
    root = await cast.program("root")
    await root.post("/api/v1/boards", json={"slug": "water", "name": {"uk": "Вода", "en": "Water", "pl": "Woda"}})
    answer = await (await cast.browser()).get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    document = ET.fromstring(answer.text)
    addresses = [node.text for node in document.findall("s:url/s:loc", NAMESPACE)]
    assert len(addresses) == len(set(addresses))
    for locale in ("uk", "en", "pl"):
        assert f"http://127.0.0.1:8000/{locale}/boards/water" in addresses
    assert all(len(node.findall("x:link", NAMESPACE)) == 3 for node in document.findall("s:url", NAMESPACE))


async def test_health_is_told_without_touching_the_database_and_readiness_names_what_fails(
    cast: Cast, services: Services
) -> None:
    browser = await cast.browser()
    assert (await browser.get("/livez")).text == "ok"
    assert (await browser.get("/readyz")).json() == {}
    services.draining = True
    answer = await browser.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"failing": ["draining"]})


async def test_o6_a_store_that_is_gone_fails_readiness_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> None:
        raise OSError("gone")

    browser = await cast.browser()
    monkeypatch.setattr("forum.home.health.schema.current_revision", gone)
    answer = await browser.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"failing": ["database"]})
    assert (await browser.get("/livez")).status_code == 200


async def test_metrics_are_not_for_the_public(cast: Cast) -> None:
    assert (await (await cast.browser()).get("/metrics")).status_code == 404


async def test_the_api_describes_itself_for_programs_and_people(cast: Cast) -> None:
    browser = await cast.browser()
    document = (await browser.get("/api/v1/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/boards", "/api/v1/me"} <= set(document["paths"])
    page = await browser.get("/api/v1/docs")
    assert page.status_code == 200
    assert "/api/v1/boards" in page.text
    assert "http" not in page.text.split("<main")[1].split("</main")[0].replace("http://127.0.0.1:8000", "")


async def test_the_language_a_guest_switches_to_is_that_of_the_front_door_from_then_on(cast: Cast) -> None:
    """The switch tells where the choice is sent to; `static/js/behaviours/remember-language.js` sends it."""
    guest = await cast.browser(**{"Accept-Language": "uk"})
    assert (await guest.get("/")).headers["location"] == "/uk/"
    page = (await guest.get("/uk/boards")).text
    switch = re.search(r'<nav class="languages"[^>]* data-behaviour="remember-language" data-remember="([^"]*)"', page)
    assert switch
    assert re.search(r'<a class="languages__link" href="/pl/boards" hreflang="pl"', page)
    answer = await guest.post(switch[1], data={"lang": "pl"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    kept = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
    assert (await guest.get("/", headers=kept)).headers["location"] == "/pl/"
