"""Pages that say no."""

import re
from html import unescape
from typing import Any

import pytest
from litestar import Litestar

from forum.foundation.errors import Refused
from forum.foundation.services import Services
from forum.web.problems import Problems, refuse
from tests.cast import Cast

TITLE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)


async def title_for(app: Litestar, locale: str, refused: Refused) -> str:
    """The heading of the page that a refusal becomes."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is read")

    scope: Any = {
        "type": "http", "method": "GET", "path": f"/{locale}/", "raw_path": b"/", "query_string": b"", "state": {},
        "headers": [(b"accept", b"text/html"), (b"host", b"127.0.0.1:8000")],
    }  # fmt: skip
    await refuse(app, scope, receive, send, refused)
    found = TITLE.search(sent[1]["body"].decode())
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("locale", ["uk", "en", "pl"])
async def test_every_status_of_a_refusal_has_a_title_of_its_own(
    cast: Cast, handlers: Litestar, services: Services, locale: str
) -> None:
    problems: Problems = handlers.state.problems
    by_status = {problems[code].status: code for code in sorted(problems.codes())}
    assert {401, 403, 404, 410, 422, 500} <= set(by_status)
    titles = {}
    for status, code in by_status.items():
        facts: dict[str, Any] = dict.fromkeys(re.findall(r"%\((\w+)\)s", problems[code].sentence), 1)
        titles[status] = await title_for(handlers, locale, Refused(code, **facts))
    assert len(set(titles.values())) == len(titles), titles


@pytest.mark.parametrize("path", ["confirm", "reset"])
async def test_a_link_that_is_over_says_how_to_get_another(cast: Cast, path: str) -> None:
    answer = await (await cast.browser()).get(f"/en/{path}/zzzz")
    assert answer.status_code == 410
    assert TITLE.findall(answer.text) == ["This link no longer works"]
    main = answer.text.split("<main")[1].split("</main>")[0]
    assert {'href="/en/forgot"', 'href="/en/profile"'} <= set(re.findall(r'href="[^"]*"', main))
    assert "told about it" not in main
