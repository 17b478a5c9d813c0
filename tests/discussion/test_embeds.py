"""Newest threads in the frame of another site."""

import html
import re

import pytest

from forum.discussion.actions.tags import create_tag
from forum.web.headers import CONTENT_SECURITY_POLICY, FRAMED
from tests.cast import Cast
from tests.discussion.conftest import Talk


@pytest.fixture
async def tagged(cast: Cast, talk: Talk) -> Talk:
    names = {"en": "Pipes", "uk": "Труби", "pl": "Rury"}
    async with cast.services.database.work() as work:
        await create_tag(work, None, slug="pipes", names=names)
    return talk


@pytest.mark.parametrize("locale", ["uk", "en", "pl"])
async def test_a_frame_holds_the_newest_threads_and_nothing_that_runs_or_remembers(
    cast: Cast, tagged: Talk, locale: str
) -> None:
    thread = await tagged.thread("olena", title="Тариф на <воду>")
    hidden = await tagged.thread("olena", title="Прихована")
    await tagged.hide(await tagged.opening(hidden))
    olena = await cast.browser("olena")
    assert (await olena.post(f"/en/threads/{thread['id']}/tags", data={"tags": "pipes"})).status_code == 303
    answers = []
    for place in ("boards/water", "tags/pipes"):
        for reader in (await cast.browser(), await cast.browser(**{"Sec-Fetch-Site": "cross-site"})):
            answer = await reader.get(f"/{locale}/embed/{place}")
            answers.append(answer.content)
            assert answer.status_code == 200
            assert answer.headers["content-security-policy"] == FRAMED
            assert "frame-ancestors *" in FRAMED
            assert "x-frame-options" not in answer.headers
            assert "set-cookie" not in answer.headers
            assert answer.headers["cache-control"] == "public, no-cache"
            assert "<script" not in answer.text
            assert "<form" not in answer.text
            assert "Тариф на &lt;воду&gt;" in answer.text
            assert "Прихована" not in answer.text
            links = re.findall(r'href="([^"]+)"', answer.text)
            assert all(link.startswith(("http://127.0.0.1:8000/", "/static/")) for link in links), links
            again = await reader.get(f"/{locale}/embed/{place}", headers={"If-None-Match": answer.headers["etag"]})
            assert again.status_code == 304
            assert "x-frame-options" not in again.headers
    assert answers[0] == answers[1]
    assert answers[2] == answers[3]


async def test_nothing_else_may_be_framed(cast: Cast, tagged: Talk) -> None:
    reader = await cast.browser()
    for path in ("/en/boards/water", "/en/boards/water/embed", "/en/embed/boards/nowhere", "/en/embed/tags/nothing"):
        answer = await reader.get(path)
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["x-frame-options"] == "DENY"


async def test_what_to_copy_is_shown_as_text(cast: Cast, tagged: Talk) -> None:
    reader = await cast.browser()
    for place, name in (("boards/water", "Woda i ciepło"), ("tags/pipes", "Rury")):
        page = (await reader.get(f"/pl/{place}/embed")).text
        assert "<iframe" not in page
        [code] = re.findall(r"<pre[^>]*><code>(.*?)</code>", page)
        shown = html.unescape(code)
        assert f'src="http://127.0.0.1:8000/pl/embed/{place}"' in shown
        assert f'title="{name}"' in shown
        assert f'href="/pl/{place}/embed"' in (await reader.get(f"/pl/{place}")).text
