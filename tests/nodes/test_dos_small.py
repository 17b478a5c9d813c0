"""Small floods against one process with its limits on: who only takes up room is sent away, others are answered."""

import asyncio
import contextlib
import json
import struct
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import httpx
import pytest

from forum.web import patient
from tests import stores
from tests.history import stage
from tests.history.line import Line
from tests.history.rhythm import percentile
from tests.history.stage import Talk
from tests.live import LiveServer
from tests.realtime.servers import RawClient

IDLE = 300
OF_ADDRESS = 20
FLOOD = 1_000
SLOW = 200
LATE_SECONDS = 5.0
HELLO_SECONDS = 5.0
P95_SECONDS = 0.5


@pytest.fixture(scope="module", params=stores.KINDS)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[LiveServer, Talk]]:
    """A process over each kind of store with its limits on, and a room with one person."""
    folder = tmp_path_factory.mktemp("limits")
    url = stores.new_sqlite(folder) if request.param == "sqlite" else request.getfixturevalue("postgres").new()
    talk = asyncio.run(stage.prepare(url, folder, 1))
    server = LiveServer(folder, url, MOSTY_LIMITS="on")
    server.start("--no-migrate")
    yield server, talk
    server.stop()


@pytest.fixture
def server(served: tuple[LiveServer, Talk]) -> LiveServer:
    return served[0]


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_s20_dos_small_sockets(server: LiveServer) -> None:
    """300 sockets that say nothing and 1,000 of one address; a page is answered all the while."""
    began = time.monotonic()
    idle = asyncio.gather(*(silent_sockets(server, f"127.0.1.{of}", OF_ADDRESS) for of in range(1, 16)))
    flood = asyncio.create_task(silent_sockets(server, "127.0.2.1", FLOOD))
    waits = await ask_until([idle, flood], server)
    assert sum(await idle, Counter()) == {4408: IDLE}
    assert time.monotonic() - began >= HELLO_SECONDS
    codes = await flood
    assert set(codes) == {4408, 4429}
    # The first 20 got in, and 20 more each time that the last ones had been sent away for their silence.
    assert OF_ADDRESS <= codes[4408] <= OF_ADDRESS * (1 + (time.monotonic() - began) // HELLO_SECONDS)
    print(f"{codes}, {len(waits)} pages, p95 {percentile(waits, 0.95) * 1000:.0f} ms")
    assert percentile(waits, 0.95) < P95_SECONDS


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.by_day_on_sqlite
async def test_s20_dos_small_slow_headers(server: LiveServer) -> None:
    """200 requests that come a letter at a time: none is waited for longer than it may take; a page is answered."""
    slow = [asyncio.create_task(dribble(server)) for _ in range(SLOW)]
    waits = await ask_until(slow, server)
    took = [await task for task in slow]
    print(f"let go of after {max(took):.1f} s at most, {len(waits)} pages, p95 {percentile(waits, 0.95) * 1000:.0f} ms")
    assert max(took) <= patient.HEAD_SECONDS + LATE_SECONDS
    assert percentile(waits, 0.95) < P95_SECONDS


async def dribble(server: LiveServer) -> float:
    """Send a request's head as slowly as one can; how long the server put up with it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    began, over = time.monotonic(), asyncio.create_task(reader.read())
    writer.write(f"GET /uk/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nX: ".encode())
    while not over.done():
        writer.write(b"x")
        await asyncio.wait([over], timeout=0.5)
    with contextlib.suppress(ConnectionError):
        assert await over == b""
    writer.close()
    return time.monotonic() - began


async def silent_sockets(server: LiveServer, source: str, count: int) -> "Counter[int | None]":
    """Open so many sockets of one address and say nothing; how each was ended by the server."""
    lines = []
    for some in range(0, count, OF_ADDRESS):
        together = range(some, min(some + OF_ADDRESS, count))
        lines += await asyncio.gather(*(Line.open(server.port, lambda text: None, source=source) for _ in together))
    return Counter(await asyncio.gather(*(line.closed for line in lines)))


async def ask_until(tasks: Iterable[asyncio.Future[Any]], server: LiveServer) -> list[float]:
    """Ask for a page again and again until the tasks are done; how long each answer took."""
    waits = []
    async with httpx.AsyncClient(base_url=server.address) as browser:
        while not all(task.done() for task in tasks):
            began = time.monotonic()
            assert (await browser.get("/uk/")).status_code == 200
            waits.append(time.monotonic() - began)
            await asyncio.sleep(0.02)
    return waits


async def test_s20_a_frame_of_16_mib_and_a_deflate_offer(server: LiveServer) -> None:
    """Closed with 1009 at the frame's first bytes; compression is not taken up, and a compressed frame ends it."""
    origin = f"Origin: {server.address}\r\n"
    big = await RawClient.open(server, headers=origin)
    await big.send(struct.pack("!BBQ", 0x81, 0x80 | 127, 16 * 2**20) + b"\0\0\0\0" + b" " * 1000)
    assert await big.close_code() == 1009
    offer = await RawClient.open(server, headers=f"{origin}Sec-WebSocket-Extensions: permessage-deflate\r\n")
    assert b"extensions" not in offer.head.lower()
    await offer.send_frame(b"\x00" * 100, rsv=4)
    assert await offer.close_code() == 1002
    for client in (big, offer):
        client.close()


async def test_w14_the_sixth_socket_of_an_account_costs_the_oldest(served: tuple[LiveServer, Talk]) -> None:
    server, talk = served
    lines = []
    for _ in range(6):
        lines.append(await Line.open(server.port, lambda text: None, talk.tokens[0]))
        lines[-1].send(json.dumps({"t": "hello", "room": talk.room, "last": 1}).encode())
    assert await asyncio.wait_for(lines[0].closed, 5) == 4409
    assert [line.closed.done() for line in lines[1:]] == [False] * 5
    for line in lines[1:]:
        line.hang_up()
