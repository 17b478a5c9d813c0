"""Whoever connects and says nothing, or stops in the middle of a request, is let go of; a weak line is not."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from forum.entrypoints import serving
from forum.foundation.services import Services
from forum.foundation.settings import Settings
from forum.web import patient
from tests.cast import Cast
from tests.rooms.live import open_socket, serving_on, settings_with_a_port

SHORT, LONG = 0.3, 20.0
FORM = (
    b"POST /en/sign-in HTTP/1.1\r\nHost: %b\r\nOrigin: http://%b\r\nConnection: close\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 27\r\n\r\n"
)
BODY = b"email=nobody&password=wrong"


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return settings_with_a_port(store_url, tmp_path / "data")


@pytest.fixture
async def address(
    services: Services, cast: Cast, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """A server whose patience is the fixture's parameter: for silence, for headers, between pieces of a body."""
    silence, head, body = getattr(request, "param", (SHORT, SHORT, SHORT))
    monkeypatch.setattr(serving, "KEEP_ALIVE_SECONDS", silence)
    monkeypatch.setattr(patient, "HEAD_SECONDS", head)
    monkeypatch.setattr(patient, "BODY_SECONDS", body)
    async with serving_on(services, cast.app) as address:
        yield address


async def ended(reader: asyncio.StreamReader) -> bytes:
    """What comes until the other side ends the connection."""
    try:
        return await asyncio.wait_for(reader.read(), LONG)
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("said", [b"", b"\r\n", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n", FORM + BODY[:9]])
async def test_s20_whoever_stops_in_the_middle_is_let_go_of(address: str, said: bytes) -> None:
    reader, writer = await asyncio.open_connection(*address.split(":"))
    writer.write(said.replace(b"%b", address.encode()))
    assert await ended(reader) == b""
    writer.close()


async def test_s20_headers_that_come_a_letter_at_a_time_gain_nothing(address: str) -> None:
    reader, writer = await asyncio.open_connection(*address.split(":"))
    over = asyncio.create_task(ended(reader))
    writer.write(b"GET / HTTP/1.1\r\nHost: ")
    async with asyncio.timeout(LONG):
        while not over.done():
            writer.write(b"a")
            await asyncio.sleep(SHORT / 6)
    assert await over == b""
    writer.close()


@pytest.mark.parametrize("address", [(SHORT, SHORT, LONG)], indirect=True)
async def test_a_body_over_a_weak_line_may_take_its_time(address: str) -> None:
    reader, writer = await asyncio.open_connection(*address.split(":"))
    writer.write(FORM.replace(b"%b", address.encode()))
    for letter in range(0, len(BODY), 9):
        await asyncio.sleep(2 * SHORT)
        writer.write(BODY[letter : letter + 9])
    assert (await ended(reader)).startswith(b"HTTP/1.1 4")
    writer.close()


async def test_a_quiet_chat_is_no_slow_request(address: str) -> None:
    socket = await open_socket(address)
    await asyncio.sleep(3 * SHORT)
    await socket.send('{"t":"ping"}')
    assert await asyncio.wait_for(socket.recv(), LONG) == '[{"t":"pong"}]'
    await socket.close()
