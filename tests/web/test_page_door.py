"""Pages that leave before any ASGI begins: the same bytes as by the long way, and nothing else by the short one."""

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from forum.foundation.services import Services
from forum.foundation.settings import Settings
from forum.web.headers import ALWAYS
from forum.web.page_cache import PageCache
from forum.web.page_door import MOST_BYTES, plain_get
from tests.cast import Cast
from tests.rooms.live import serving_on, settings_with_a_port

PLAIN = b"GET /uk/boards?after=1 HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip \r\n\r\n"


def test_a_plain_get_is_taken_apart() -> None:
    assert plain_get(PLAIN) == (b"/uk/boards", b"after=1", [(b"host", b"a"), (b"accept-encoding", b"gzip")])


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.replace(b"GET", b"HEAD"),
        PLAIN.replace(b"HTTP/1.1", b"HTTP/1.0"),
        PLAIN.replace(b" HTTP/1.1", b""),
        PLAIN.replace(b"/uk", b"http://a/uk"),
        PLAIN.replace(b"after", b"#after"),
        PLAIN.replace(b"Host", b"Host "),
        PLAIN.replace(b"Host: a", b"Host: a\r\nContent-Length: 3"),
        PLAIN.replace(b"Host: a", b"Host: a\r\nTransfer-Encoding: chunked"),
        PLAIN.replace(b"Host: a", b"Host: a\r\nConnection: close"),
        PLAIN.replace(b"Host: a", b"Host: a\r\nConnection: keep-alive, upgrade"),
        PLAIN.replace(b"Host: a", b"Host: a\r\nExpect: 100-continue"),
        PLAIN.replace(b"Host: a", b"Host: a\r\nRange: bytes=0-1"),
        PLAIN.replace(b"Host: a", b"Host: a\r\n folded"),
        PLAIN.replace(b"Host: a", b"Host: a\nCookie: b"),
        PLAIN.replace(b"Host: a", b"Host: a\rCookie: b"),
        PLAIN.replace(b"Host: a", b"Host: a\0"),
        PLAIN.replace(b"Host: a", b"Host"),
        PLAIN[:-1],
        PLAIN[:-2],
        PLAIN + PLAIN,
        PLAIN + b"\r\n",
        b"\r\n" + PLAIN,
        PLAIN.replace(b"after=1", b"a" * MOST_BYTES),
        b"",
    ],
)
def test_what_is_not_plain_goes_the_usual_way(data: bytes) -> None:
    assert plain_get(data) is None


class Reader:
    """One connection, spoken to in bytes."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def __aenter__(self) -> "Reader":
        host, _, port = self.address.partition(":")
        self._in, self._out = await asyncio.open_connection(host, int(port))
        return self

    async def __aexit__(self, *error: object) -> None:
        self._out.close()
        await self._out.wait_closed()

    def request(self, path: bytes = b"/uk/boards", *more: bytes) -> bytes:
        lines = (b"GET " + path + b" HTTP/1.1", b"Host: " + self.address.encode(), b"Accept-Encoding: gzip", *more)
        return b"\r\n".join(lines) + b"\r\n\r\n"

    async def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self._out.write(piece)
            await self._out.drain()
            await asyncio.sleep(0.02)

    async def answer(self) -> tuple[bytes, dict[bytes, bytes], bytes]:
        """Status line, headers but the date, body."""
        async with asyncio.timeout(20):
            status, *lines = (await self._in.readuntil(b"\r\n\r\n"))[:-4].split(b"\r\n")
            headers: dict[bytes, bytes] = {}
            for line in lines:
                name, _, value = line.partition(b": ")
                assert name not in headers
                headers[name] = value
            del headers[b"date"]
            return status, headers, await self._in.readexactly(int(headers.get(b"content-length", 0)))

    async def get(self, *asked: bytes) -> tuple[bytes, dict[bytes, bytes], bytes]:
        await self.send(self.request(*asked))
        return await self.answer()


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return settings_with_a_port(store_url, tmp_path / "data")


@pytest.fixture
async def reader(services: Services, cast: Cast) -> AsyncIterator[Reader]:
    async with serving_on(services, cast.app) as address, Reader(address) as reader:
        yield reader


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each plain request, whether its page was at hand."""
    noted: list[bool] = []
    original = PageCache.at_hand

    def noting(self: PageCache, *asked: Any) -> tuple[bytes, bytes] | None:
        answer = original(self, *asked)
        noted.append(answer is not None)
        return answer

    monkeypatch.setattr(PageCache, "at_hand", noting)
    return noted


async def test_both_ways_give_the_same_answers(reader: Reader, found: list[bool]) -> None:
    status, headers, body = await reader.get()
    assert (status, found) == (b"HTTP/1.1 200 OK", [False])
    tag = b"If-None-Match: " + headers[b"etag"]
    for more in ([], [b"Connection: keep-alive"], [tag], [b'If-None-Match: W/"else"'], [b"Cookie: mosty_lang=pl"]):
        found.clear()
        short = await reader.get(b"/uk/boards", *more)
        assert found == [True]
        assert short == await reader.get(b"/uk/boards", *more, b"X-Other: 1")
        assert found == [True]
        assert short[0] == (b"HTTP/1.1 304 Not Modified" if more == [tag] else status)
        assert short[2] == (b"" if more == [tag] else body)


async def test_a_commit_is_seen_by_the_next_request(reader: Reader, found: list[bool], cast: Cast) -> None:
    for _ in range(2):
        assert "Нова дошка".encode() not in gzip.decompress((await reader.get())[2])
    board = {"slug": "new", "name": {"uk": "Нова дошка", "en": "New board", "pl": "Nowa tablica"}}
    bearer = {"Authorization": f"Bearer {await cast.token('root')}"}
    async with httpx.AsyncClient(base_url=f"http://{reader.address}", headers=bearer) as program:
        assert (await program.post("/api/v1/boards", json=board)).status_code == 201
    assert "Нова дошка".encode() in gzip.decompress((await reader.get())[2])
    assert found == [False, True, False]


async def test_a_signed_in_reader_gets_a_page_of_their_own(reader: Reader, found: list[bool], cast: Cast) -> None:
    anonymous = (await reader.get())[2]
    token = (await cast.token("olena")).encode()
    status, headers, body = await reader.get(b"/uk/boards", b"Authorization: Bearer " + token)
    assert (status, headers[b"cache-control"]) == (b"HTTP/1.1 200 OK", b"no-store")
    assert gzip.decompress(body) != gzip.decompress(anonymous)
    assert found == [False, False]


async def test_requests_in_pieces_and_in_a_row_are_answered_in_order(reader: Reader, found: list[bool]) -> None:
    boards, visits = await reader.get(), await reader.get(b"/uk/visits")
    assert boards[2] != visits[2]
    found.clear()
    whole = reader.request()
    await reader.send(whole[:9], whole[9:40], whole[40:])
    assert await reader.answer() == boards
    await reader.send(whole + reader.request(b"/uk/visits"))
    assert [await reader.answer(), await reader.answer()] == [boards, visits]
    assert found == []
    # The second comes while the first is still being made: it has to wait for its turn.
    await reader.send(reader.request(b"/uk/search") + whole[:20], whole[20:])
    await reader.answer()
    assert await reader.answer() == boards
    assert await reader.get() == boards
    assert found == [True]


async def test_a_foreign_host_and_a_broken_request_are_refused_as_ever(reader: Reader, found: list[bool]) -> None:
    await reader.get()
    whole = reader.request()
    await reader.send(whole.replace(b"Host: 127", b"Host: 128"))
    assert (await reader.answer())[0] == b"HTTP/1.1 400 Bad Request"
    assert found == [False, False]


async def test_an_endless_address_is_refused_as_too_long_by_the_product(reader: Reader) -> None:
    for path in (b"/api/v1/" + b"a" * 70_000, b"/uk/boards?" + b"a" * 70_000, b"/uk/" + b"%D0%B0" * 200_000):
        async with Reader(reader.address) as other:
            await other.send(reader.request(path))
            status, headers, body = await other.answer()
        assert status == b"HTTP/1.1 414 Request-URI Too Long"
        assert headers[b"content-type"] == b"application/problem+json"
        assert msgspec.json.decode(body)["code"] == "uri_too_long"
        assert set(dict(ALWAYS).items()) <= set(headers.items())


@pytest.mark.parametrize(
    "data",
    [
        b"GET /uk/boards HTTP/9.9\r\n\r\n",
        b"GET http://" + b"a" * 70_000 + b"/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ],
)
async def test_what_is_no_request_is_refused_like_all_else_and_not_logged(
    reader: Reader, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    await reader.send(data)
    status, headers, body = await reader.answer()
    assert (status, headers[b"connection"]) == (b"HTTP/1.1 400 Bad Request", b"close")
    assert headers[b"content-type"] == b"application/problem+json"
    assert msgspec.json.decode(body) == {
        "status": 400,
        "code": "bad_request",
        "title": "The request could not be understood.",
    }
    assert set(dict(ALWAYS).items()) <= set(headers.items())
    assert [record for record in caplog.records if record.levelno > logging.DEBUG] == []


async def test_an_upgrade_to_what_we_do_not_speak_is_answered_as_if_not_asked_for(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    await reader.send(reader.request(b"/uk/boards", b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c"))
    assert (await reader.answer())[0] == b"HTTP/1.1 200 OK"
    assert [record for record in caplog.records if record.levelno > logging.DEBUG] == []
