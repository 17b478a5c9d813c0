"""Pages that are kept: the same for everybody, and never older than the last change."""

import asyncio
from typing import Any

import httpx
import pytest

from forum.foundation.database import FRESH
from forum.foundation.services import Services
from forum.web.page_cache import MAX_PAGES, MAX_QUERY_BYTES, PageCache
from tests.cast import Cast
from tests.conftest import TurnedClock


class Renderer:
    """An application that counts how often it is asked, and can be held up."""

    def __init__(self) -> None:
        self.calls = 0
        self.headers = [(b"cache-control", b"public, no-cache"), (b"etag", b'W/"a"'), (b"content-type", b"text/html")]
        self.status = 200
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.calls += 1
        await self.go_on.wait()
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": b"<p>%d" % self.calls, "more_body": True})
        await send({"type": "http.response.body", "body": b"</p>"})


@pytest.fixture
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture
def reader(renderer: Renderer, services: Services) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=PageCache(renderer, services))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")


async def test_a_page_is_rendered_once_for_many_readers(reader: httpx.AsyncClient, renderer: Renderer) -> None:
    answers = [await reader.get("/uk/boards") for _ in range(3)]
    assert {answer.text for answer in answers} == {"<p>1</p>"}
    assert all(answer.headers == answers[0].headers for answer in answers)
    assert answers[0].headers["content-type"] == "text/html"


async def test_readers_who_come_together_wait_for_one_rendering(reader: httpx.AsyncClient, renderer: Renderer) -> None:
    renderer.go_on.clear()
    together = [asyncio.create_task(reader.get("/uk/boards")) for _ in range(20)]
    while not renderer.calls:
        await asyncio.sleep(0)
    renderer.go_on.set()
    assert {(await answer).text for answer in together} == {"<p>1</p>"}


async def test_a_commit_outdates_every_page_even_one_that_is_being_rendered(
    reader: httpx.AsyncClient, renderer: Renderer, services: Services
) -> None:
    await reader.get("/uk/boards")
    async with services.database.work():
        pass
    assert (await reader.get("/uk/boards")).text == "<p>2</p>"
    renderer.go_on.clear()
    early = asyncio.create_task(reader.get("/pl/boards"))
    while renderer.calls < 3:
        await asyncio.sleep(0)
    async with services.database.work():
        pass
    renderer.go_on.set()
    await early
    assert (await reader.get("/pl/boards")).text == "<p>4</p>"


async def test_what_is_refused_and_rolled_back_outdates_nothing(reader: httpx.AsyncClient, services: Services) -> None:
    await reader.get("/uk/boards")
    with pytest.raises(ZeroDivisionError):
        async with services.database.work():
            raise ZeroDivisionError
    assert (await reader.get("/uk/boards")).text == "<p>1</p>"


async def test_what_other_processes_did_is_seen_after_a_second(reader: httpx.AsyncClient, clock: TurnedClock) -> None:
    await reader.get("/uk/boards")
    clock.turn(seconds=FRESH.total_seconds() - 0.01)
    assert (await reader.get("/uk/boards")).text == "<p>1</p>"
    clock.turn(seconds=0.01)
    assert (await reader.get("/uk/boards")).text == "<p>2</p>"
    clock.turn(hours=-2)
    assert (await reader.get("/uk/boards")).text == "<p>3</p>"


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "__Host-mosty_session=x"},
        {"Cookie": "mosty_lang=uk; __Host-mosty_session=x"},
        {"Cookie": "mosty_notice=x"},
        {"Cookie": "mosty_lang=zz"},
        {"Authorization": "Bearer x"},
    ],
)
async def test_s23_who_may_be_somebody_gets_nothing_from_the_cache_and_leaves_nothing_in_it(
    reader: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await reader.get("/uk/boards", headers=headers)).text == "<p>1</p>"
    assert (await reader.get("/uk/boards")).text == "<p>2</p>"
    assert (await reader.get("/uk/boards", headers=headers)).text == "<p>3</p>"
    assert (await reader.get("/uk/boards", headers={"Cookie": "mosty_lang=uk"})).text == "<p>2</p>"


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, [(b"cache-control", b"no-store")]),
        (200, [(b"cache-control", b"no-cache"), (b"etag", b'W/"a"')]),
        (200, [(b"cache-control", b"public, no-cache"), (b"set-cookie", b"a=b")]),
        (404, [(b"cache-control", b"public, no-cache")]),
        (303, [(b"cache-control", b"public"), (b"location", b"/uk/")]),
    ],
)
async def test_s23_only_a_page_that_says_it_is_public_is_kept(
    reader: httpx.AsyncClient, renderer: Renderer, status: int, headers: list[tuple[bytes, bytes]]
) -> None:
    renderer.status, renderer.headers = status, headers
    assert [(await reader.get("/uk/boards")).text for _ in range(2)] == ["<p>1</p>", "<p>2</p>"]


@pytest.mark.parametrize("path", ["/", "/livez", "/api/v1/boards", "/ukraine/boards", f"/uk/boards?{'x' * 201}"])
async def test_other_addresses_go_by(reader: httpx.AsyncClient, path: str) -> None:
    assert len(path) < MAX_QUERY_BYTES + 20
    assert [(await reader.get(path)).text for _ in range(2)] == ["<p>1</p>", "<p>2</p>"]


async def test_hosts_queries_and_encodings_are_kept_apart(reader: httpx.AsyncClient) -> None:
    seen = [
        (await reader.get(path, headers={"Accept-Encoding": encoding, "Host": host})).text
        for path in ("/uk/visits", "/uk/visits?when=past")
        for encoding in ("gzip, br", "identity")
        for host in ("127.0.0.1:8000", "evil.test")
    ]
    assert seen == [f"<p>{number}</p>" for number in range(1, 9)]


async def test_who_has_the_page_is_told_so(reader: httpx.AsyncClient, renderer: Renderer) -> None:
    for _ in range(2):
        answer = await reader.get("/uk/boards", headers={"If-None-Match": '"b", W/"a"'})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", 'W/"a"')
        assert "content-type" not in answer.headers
    renderer.headers[0] = (b"cache-control", b"no-cache")
    assert (await reader.get("/uk/visits/x/room", headers={"If-None-Match": 'W/"a"'})).status_code == 304
    assert (await reader.get("/uk/boards", headers={"If-None-Match": 'W/"b"'})).text == "<p>1</p>"


async def test_no_more_pages_are_kept_than_there_is_room_for(reader: httpx.AsyncClient, renderer: Renderer) -> None:
    for number in range(MAX_PAGES + 1):
        await reader.get(f"/uk/boards?after={number}")
    await reader.get(f"/uk/boards?after={MAX_PAGES}")
    assert renderer.calls == MAX_PAGES + 1
    await reader.get("/uk/boards?after=0")
    assert renderer.calls == MAX_PAGES + 2


async def test_a_reply_and_its_hiding_show_on_the_next_request(cast: Cast) -> None:
    ada, bohdan, reader = await cast.browser("ada"), await cast.program("bohdan"), await cast.browser()
    root = await cast.program("root")
    names = {"uk": "Вода", "en": "Water", "pl": "Woda"}
    await root.post("/api/v1/boards", json={"slug": "water", "name": names})
    thread = {"id": "6f1d3c1e-0f6b-4a51-9d3c-000000000001", "title": "Насоси", "body": "Перші слова", "lang": "uk"}
    address = (await bohdan.post("/api/v1/boards/water/threads", json=thread)).json()["url"]
    key = address.rpartition("/threads/")[2].partition("-")[0]
    page = f"/uk/threads/{address.rpartition('/threads/')[2]}"
    assert "Перші слова" in (await reader.get(page)).text
    reply = {"id": "6f1d3c1e-0f6b-4a51-9d3c-000000000002", "body": "Друга думка", "lang": "uk"}
    post = (await bohdan.post(f"/api/v1/threads/{key}/posts", json=reply)).json()["id"]
    assert "Друга думка" in (await reader.get(page)).text
    moderator = await cast.program("ada")
    await moderator.put(f"/api/v1/posts/{post}/hiding", json={"reason": "spam"})
    assert "Друга думка" not in (await reader.get(page)).text
    assert "Друга думка" not in (await ada.get(f"{page.split('-')[0]}/feed.atom")).text
