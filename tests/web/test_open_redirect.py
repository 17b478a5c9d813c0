"""S14: wherever an address to come back to is taken, it stays on this site."""

import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

import forum as forum_package
from forum.accounts.hashing import hash_password
from forum.discussion.actions.boards import create_board
from forum.foundation.services import Services
from forum.foundation.settings import Settings
from tests.cast import Cast
from tests.rooms.conftest import open_room
from tests.rooms.live import serving_on, settings_with_a_port

EVIL = [
    "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "https:evil.test", "https://evil.test",
    "http:/evil.test", "/%2f%2fevil.test", "%2f%2fevil.test", "/%2F%2Fevil.test", "/\tevil.test", "\t//evil.test",
    "/\n/evil.test", "javascript:alert(1)", "data:text/html,x", "evil.test", "@evil.test", "/a//evil.test",
    " //evil.test", "/\x7fevil", "https:/\\evil.test", "",
]  # fmt: skip
GOOD = "/pl/about?after=2#post-3"
TAKERS = {
    "rooms/pages.py", "discussion/pages/following.py", "home/pages/language.py", "accounts/pages/signing_in.py",
    "live/pages/channels.py", "live/pages/questions.py", "live/pages/stage.py", "records/pages/approval.py",
    "web/place.py",
}  # fmt: skip
"""The modules that read such an address."""


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return settings_with_a_port(store_url, tmp_path / "data")


@pytest.fixture
async def town(services: Services, cast: Cast) -> AsyncIterator[str]:
    """A board and its thread, and a running server, without which nobody can talk in a room; the server's host."""
    async with serving_on(services, cast.app) as host:
        async with services.database.work() as work:
            await create_board(work, None, slug="water", names={"en": "Water", "uk": "Вода", "pl": "Woda"}, abouts={})
        yield host


async def test_s14_open_redirect(cast: Cast, town: str) -> None:
    browser = await cast.browser(Host=town)
    for target, home in [*((evil, "/") for evil in EVIL), (GOOD, GOOD)]:
        answer = await browser.post("/language", data={"lang": "uk", "next": target})
        assert (answer.status_code, answer.headers["location"]) == (303, home), target


async def test_s14_signing_in(cast: Cast, town: str) -> None:
    email, password = "stepan@example.org", "lipa nad rzeką w maju"
    await cast.id("stepan", password_hash=await hash_password(password))
    browser = await cast.browser(Host=town)
    for target in EVIL:
        form = {"email": email, "password": password, "next": target}
        assert (await browser.post("/uk/sign-in", data=form)).headers["location"] == "/", target
        assert 'name="next" value="/"' in (await browser.get("/uk/sign-in", params={"next": target})).text, target
        wrong = await browser.post("/uk/sign-in", data={**form, "password": "something else"})
        assert 'name="next" value="/"' in wrong.text, target
    good = {"email": email, "password": password, "next": GOOD}
    assert (await browser.post("/uk/sign-in", data=good)).headers["location"] == GOOD


async def test_s14_following(cast: Cast, town: str) -> None:
    bohdan, api = await cast.browser("bohdan", Host=town), await cast.program("bohdan", Host=town)
    opening = {"id": str(uuid.uuid4()), "title": "Pipes", "body": "Old", "lang": "en"}
    thread = (await api.post("/api/v1/boards/water/threads", json=opening)).json()["id"]
    for place in ("/boards/water", f"/threads/{thread}"):
        for target in EVIL:
            answer = await bohdan.post(f"/uk{place}/following", data={"level": "watch", "back": target})
            assert answer.headers["location"] == f"/uk{place}", target
        answer = await bohdan.post(f"/uk{place}/following", data={"level": "watch", "back": "/profile/following"})
        assert answer.headers["location"] == "/uk/profile/following"


async def test_s14_rooms(cast: Cast, services: Services, town: str) -> None:
    place = await open_room(services, cast)
    olena, ada = await cast.browser("olena", Host=town), await cast.browser("ada", Host=town)
    room, guest = f"/uk/rooms/{place.id}", await place.account("bohdan")
    for target in [*EVIL, GOOD]:
        home = "/uk/" if target in EVIL else GOOD

        async def come_back(who: httpx.AsyncClient, path: str, *, next: str = target, **fields: str) -> str:  # noqa: A002
            answer = await who.post(room + path, data={"id": str(uuid.uuid4()), "lang": "uk", "next": next, **fields})
            assert answer.status_code == 303, (path, answer.text)
            return str(answer.headers["location"])

        said = {"id": str(uuid.uuid4()), "text": "Слово"}
        seq = (await olena.post(place.entries, json=said)).json()["seq"]
        page = await olena.get(f"{room}/entries/{seq}", params={"next": target})
        assert set(re.findall(r'name="next" value="([^"]*)"', page.text)) == {home}, target
        refused = await olena.post(f"{room}/entries", data={"id": "no", "lang": "uk", "next": target, "text": "x"})
        assert f'name="next" value="{home}"' in refused.text
        assert await come_back(olena, "/entries", text="Ще") == f"{home}#latest"
        entry = f"/entries/{seq}"
        assert await come_back(olena, entry, text="Інше") == f"{home}#e-{seq}"
        assert await come_back(ada, f"{entry}/hiding") == f"{home}#e-{seq}"
        assert await come_back(ada, f"{entry}/hiding/end") == f"{home}#e-{seq}"
        assert await come_back(olena, f"{entry}/withdrawal") == f"{home}#e-{seq}"
        for path, fields in (
            ("/read-only", {"on": "no"}),
            ("/slow-mode", {"seconds": "0"}),
            (f"/mutes/{guest}", {"minutes": "10"}),
        ):
            assert await come_back(olena, path, **fields) == home, (path, target)


async def test_s14_the_page_that_a_form_stood_on(cast: Cast, town: str) -> None:
    bohdan = await cast.browser("bohdan", Host=town)
    for target in EVIL:
        came_from = f"http://{town}{target}" if target.startswith("/") else target.strip()
        headers = {"Referer": quote(came_from, safe="/:@\\%")}
        answer = await bohdan.post("/uk/boards/nowhere/following", data={"level": "watch"}, headers=headers)
        assert answer.status_code == 404
        assert not re.search(r"evil|javascript:|data:text", answer.text), target


def test_s14_every_place_is_tried() -> None:
    forum = Path(forum_package.__file__).parent
    takers = {
        path.relative_to(forum).as_posix()
        for path in forum.rglob("*.py")
        if re.search(
            r"local_path\((?!text: str)|\"(next|back|return|return_to|continue|redirect)\"\)", path.read_text()
        )
    }
    assert takers == TAKERS
