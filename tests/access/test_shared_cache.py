"""S23: with a cache in front that many share, nobody gets what another was given."""

import re
from collections.abc import Iterable

import httpx
import pytest
from litestar import Litestar

from forum.foundation.services import Services
from tests.access import table
from tests.access.test_matrix import ONE_OF_EACH
from tests.access.test_safe_methods import filled
from tests.access.world import World

MAY_BE_KEPT = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501}
"""The statuses that a cache may keep without being told to (RFC 9110, 15.1)."""
SAME_EVERY_TIME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|server_now\":\"[^\"]*")


class SharedCache:
    """A cache that keeps whatever it is not forbidden to, as long as it can (RFC 9111, section 3 and 4)."""

    def __init__(self) -> None:
        self._kept: dict[str, list[tuple[dict[str, str], httpx.Response]]] = {}
        self.hits = self.confirmed = 0

    async def get(self, browser: httpx.AsyncClient, path: str) -> httpx.Response:
        request = browser.build_request("GET", path, headers={"Accept-Encoding": "identity"})
        kept = next((answer for named, answer in self._kept.get(path, ()) if named == said(request, named)), None)
        if kept is not None:
            if "no-cache" not in kept.headers.get("cache-control", ""):
                self.hits += 1
                return kept
            request.headers["If-None-Match"] = kept.headers.get("etag", "")
        answer = await browser.send(request)
        if answer.status_code == 304 and kept is not None:
            self.confirmed += 1
            return kept
        control, vary = answer.headers.get("cache-control", ""), answer.headers.get("vary", "")
        forbidden = "no-store" in control or "private" in control or vary == "*"
        # A proof of identity that is a header of its own forbids it too, unless the answer is said to be public.
        forbidden |= "authorization" in request.headers and "public" not in control
        if answer.status_code in MAY_BE_KEPT and not forbidden:
            named = said(request, (name.strip() for name in vary.lower().split(",") if name.strip()))
            self._kept.setdefault(path, []).insert(0, (named, answer))
        return answer


def said(request: httpx.Request, names: Iterable[str]) -> dict[str, str]:
    return {name: request.headers.get(name, "") for name in names}


@pytest.mark.slow
@pytest.mark.by_day_on_sqlite
@pytest.mark.timeout(300)
async def test_s23_cache_safety(world: World, services: Services, handlers: Litestar) -> None:
    """Every route, asked by one after another through the cache, is answered to each as without it; what is somebody's
    own, or sets a cookie, is never kept, and what is kept says what it depends on.

    On SQLite as everybody; on PostgreSQL as one of each kind.
    """
    paths = sorted(filled(route.path, world) for route in handlers.routes if "GET" in getattr(route, "methods", ()))
    people = table.EVERYBODY if services.database.is_sqlite else ONE_OF_EACH
    browsers = {person: await world.browser(person) for person in reversed(people)}
    cache, wrong = SharedCache(), []
    for path in paths:
        direct = {person: await browser.get(path) for person, browser in browsers.items()}
        alike = {comparable(answer) for answer in direct.values()}
        for person, browser in browsers.items():
            if comparable(await cache.get(browser, path)) != comparable(direct[person]):
                wrong.append(f"{path} answers {person} with what is another's")
            control, vary = (direct[person].headers.get(name, "") for name in ("cache-control", "vary"))
            personal = person != "anonymous" and comparable(direct[person]) != comparable(direct["anonymous"])
            if ("set-cookie" in direct[person].headers or personal) and "no-store" not in control:
                wrong.append(f"{path} lets what is {person}'s own be kept")
            if len(alike) > 1 and "no-store" not in control and "Cookie" not in vary:
                wrong.append(f"{path} does not say to {person} that it depends on who asks")
            is_page = direct[person].headers.get("content-type", "").startswith("text/html")
            if is_page and "no-store" not in control and not vary.startswith("Cookie, Accept-Language"):
                wrong.append(f"{path} varies by {vary!r}")
    assert not wrong, "\n".join(wrong)
    assert cache.hits > 0
    assert cache.confirmed > 0


def comparable(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, SAME_EVERY_TIME.sub("-", answer.text)
