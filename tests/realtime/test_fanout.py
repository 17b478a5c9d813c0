"""Real sockets on loopback: with the lent transport, and without it."""

import asyncio
import contextlib
import json
import random
import socket
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from realtime import wire
from realtime.backplane.memory import MemoryBackplane
from realtime.fanout import DEAD_PEER_MS, SHUTDOWN_CUT_SECONDS, free_dead_peers
from realtime.hub import Hub
from realtime.ports import Member
from tests.realtime.servers import RawClient, Running, serving
from tests.realtime.town import ROOM, Doors, MemoryLog, somebody


def who(query: str) -> Member:
    """The test's own sign-in: ?name=Olha."""
    return somebody(parse_qs(query)["name"][0])


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
async def hub(log: MemoryLog) -> AsyncIterator[Hub]:
    hub = Hub(Doors(log), log, MemoryBackplane(), limits=wire.LIFTED)
    log.engines.append(hub)
    await hub.start()
    yield hub
    await hub.drain(seconds=1)


@pytest.fixture(params=[True, False], ids=["lent", "asgi"])
async def running(request: pytest.FixtureRequest, hub: Hub) -> AsyncIterator[Running]:
    async with serving(hub, who, lend=request.param) as running:
        yield running


@pytest.fixture
async def lent(hub: Hub) -> AsyncIterator[Running]:
    async with serving(hub, who) as running:
        yield running


class Client:
    """A well-behaved reader."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.events: list[dict[str, Any]] = []

    async def say(self, **frame: Any) -> None:
        await self.connection.send(json.dumps(frame))

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The first event of this kind with these fields, among those that came and those to come."""
        seen = 0
        async with asyncio.timeout(20):
            while True:
                for event in self.events[seen:]:
                    if event["t"] == kind and fields.items() <= event.items():
                        return event
                seen = len(self.events)
                self.events += json.loads(await self.connection.recv())

    async def closed(self) -> int | None:
        """The close code, when the server has said it."""
        async with asyncio.timeout(10):
            try:
                while True:
                    self.events += json.loads(await self.connection.recv())
            except ConnectionClosed:
                return self.connection.close_code

    @property
    def seqs(self) -> list[int]:
        return [event["seq"] for event in self.events if event["t"] == "entry"]


async def entered(running: Running, name: str, **hello: Any) -> Client:
    connection = await connect(
        f"{running.url}?name={name}", subprotocols=[Subprotocol(wire.SUBPROTOCOL)], compression=None
    )
    assert connection.subprotocol == wire.SUBPROTOCOL
    client = Client(connection)
    await client.say(**({"t": "hello", "room": ROOM, "after": 0} | hello))
    await client.until("live")
    return client


async def stuck(running: Running, name: str) -> RawClient:
    """Somebody who enters and then reads nothing."""
    client = await RawClient.open(running, f"name={name}", receive_buffer=4096)
    await client.send_frame(json.dumps({"t": "hello", "room": ROOM, "after": 0}).encode())
    return client


async def live(hub: Hub, number: int) -> None:
    """Wait until so many readers have caught up."""
    async with asyncio.timeout(5):
        while not (room := hub.channels.get(ROOM)) or sum(seat.live for seat in room.seats) < number:
            await asyncio.sleep(0.01)


async def gone(hub: Hub, *, left: int) -> None:
    """Wait until the hub holds no more than so many sockets."""
    async with asyncio.timeout(5):
        while hub.counters.sockets > left:
            await asyncio.sleep(0.01)


async def test_everybody_gets_every_entry_once_and_in_order(running: Running, log: MemoryLog) -> None:
    clients = [await entered(running, f"Reader{number}") for number in range(8)]
    for number in range(200):
        log.say(f"message {number}")
        if number % 20 == 0:
            await asyncio.sleep(0)
    for client in clients:
        await client.until("entry", seq=200)
        assert client.seqs == list(range(1, 201))
        await client.connection.close()


async def test_a_post_comes_back_as_posted_and_as_an_entry(running: Running) -> None:
    olha, jan = await entered(running, "Olha"), await entered(running, "Jan")
    ident = str(uuid4())
    await olha.say(t="post", room=ROOM, id=ident, text="Witaj, Łuck!", lang="pl")
    assert (await jan.until("entry", seq=1))["text"] == "Witaj, Łuck!"
    assert (await olha.until("posted", id=ident))["seq"] == 1
    for client in (olha, jan):
        await client.connection.close()
    assert olha.connection.close_code == 1000


async def test_r8_slow_consumer(running: Running, hub: Hub, log: MemoryLog) -> None:
    readers = [await entered(running, f"Reader{number}") for number in range(5)]
    stuck_ones = [await stuck(running, f"Stuck{number}") for number in range(5)]
    await live(hub, 10)
    reading = [asyncio.create_task(reader.until("entry", seq=3_000)) for reader in readers]
    for number in range(3_000):
        log.say(f"{number} " + "x" * 4_000)
        while number - min(len(reader.events) for reader in readers) > 75:
            await asyncio.sleep(0.005)  # however slow the machine is, only the stuck ones can't keep up
    await asyncio.gather(*reading)
    for reader in readers:
        assert reader.seqs == list(range(1, 3_001))
    await gone(hub, left=5)
    assert hub.metrics()["slow_closed_total"] == 5
    assert hub.metrics()["closed_4430_total"] == 5
    for client in stuck_ones:
        client.close()
    for reader in readers:
        await reader.connection.close()


async def test_a_reader_who_wakes_up_in_time_is_told_to_resume(lent: Running, hub: Hub, log: MemoryLog) -> None:
    slow = await entered(lent, "Slow")
    assert slow.connection.transport
    slow.connection.transport.pause_reading()
    while not hub.counters.slow_closed_total:
        log.say("x" * 100_000)
        await asyncio.sleep(0.011)
    slow.connection.transport.resume_reading()
    assert await slow.closed() == wire.CLOSE_TOO_SLOW
    assert slow.seqs == list(range(1, len(slow.seqs) + 1))
    resumed = await entered(lent, "Slow", after=slow.seqs[-1])
    assert slow.seqs + resumed.seqs == list(range(1, len(log.rooms[ROOM].entries) + 1))
    await resumed.connection.close()


@pytest.mark.parametrize("how", ["drain", "signal"])
async def test_w17_a_stop_says_restart_and_1012(lent: Running, hub: Hub, how: str) -> None:
    clients = [await entered(lent, f"Reader{number}") for number in range(12)]
    closing = [asyncio.create_task(client.closed()) for client in clients]
    await (hub.drain() if how == "drain" else lent.stop())
    assert set(await asyncio.gather(*closing)) == {wire.CLOSE_RESTART}
    waits = [client.events[-1]["retry_after"] for client in clients]
    assert all(client.events[-1]["t"] == "restart" for client in clients)
    assert all(0 <= wait <= 3 for wait in waits)
    assert len(set(waits)) > 6


async def test_w17_through_asgi_too(hub: Hub) -> None:
    async with serving(hub, who, lend=False) as running:
        client = await entered(running, "Olha")
        closing = asyncio.create_task(client.closed())
        await hub.drain()
        assert await closing == wire.CLOSE_RESTART
        assert client.events[-1]["t"] == "restart"


async def test_one_stuck_reader_does_not_hold_up_the_stop(lent: Running, hub: Hub, log: MemoryLog) -> None:
    client = await stuck(lent, "Stuck")
    await live(hub, 1)
    for _ in range(60):
        log.say("x" * 100_000)
        await asyncio.sleep(0.011)
    async with asyncio.timeout(SHUTDOWN_CUT_SECONDS + 2):
        await lent.stop()
    client.close()


PING = json.dumps({"t": "ping"}).encode()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        pytest.param({"payload": b"\x00\x01", "opcode": 2}, wire.CLOSE_BINARY, id="W4 binary"),
        pytest.param({"payload": b'{"t":"\xff"}'}, 1007, id="W5 bad UTF-8"),
        pytest.param({"payload": b" " * 16_385}, wire.CLOSE_TOO_LARGE, id="W6 too large"),
        pytest.param({"payload": PING, "mask": False}, 1002, id="W19 unmasked"),
        pytest.param({"payload": PING, "rsv": 4}, 1002, id="W19 reserved bit"),
        pytest.param({"payload": PING, "opcode": 0}, 1002, id="W19 continuation without start"),
        pytest.param({"payload": PING, "opcode": 3}, 1002, id="W19 reserved opcode"),
    ],
)
async def test_broken_frames_end_only_the_offender(
    running: Running, log: MemoryLog, frame: dict[str, Any], code: int
) -> None:
    bystander = await entered(running, "Bystander")
    offender = await RawClient.open(running, "name=Offender")
    await offender.send_frame(**frame)
    assert await offender.close_code() == code
    offender.close()
    log.say("all is well")
    await bystander.until("entry", text="all is well")
    await bystander.connection.close()


async def test_w6_a_message_in_fragments_is_counted_whole(running: Running) -> None:
    offender = await RawClient.open(running, "name=Offender")
    await offender.send_frame(b" " * 9_000, fin=False)
    await offender.send_frame(b" " * 9_000, opcode=0)
    assert await offender.close_code() == wire.CLOSE_TOO_LARGE
    offender.close()


async def test_w6_pieces_without_end_are_too_large_even_when_they_are_empty(lent: Running) -> None:
    offender = await RawClient.open(lent, "name=Offender")
    await offender.send_frame(b"", fin=False)
    with contextlib.suppress(ConnectionError):
        await offender.send(b"\x00\x80\0\0\0\0" * (wire.MAX_FRAME_BYTES + 1_000))
    assert await offender.close_code() == wire.CLOSE_TOO_LARGE
    offender.close()


async def test_w5_bad_utf8_leaves_no_traceback(lent: Running, caplog: pytest.LogCaptureFixture) -> None:
    offender = await RawClient.open(lent, "name=Offender")
    await offender.send_frame(b'{"t":"\xff"}')
    assert await offender.close_code() == wire.CLOSE_BAD_UTF8
    assert not caplog.records
    offender.close()


async def test_the_largest_frame_is_taken(running: Running) -> None:
    client = await entered(running, "Olha")
    await client.connection.send((PING + b" " * (wire.MAX_FRAME_BYTES - len(PING))).decode())
    await client.until("pong")
    await client.connection.close()


async def test_w18_a_flood_of_protocol_pings_is_1008(lent: Running) -> None:
    offender = await RawClient.open(lent, "name=Offender")
    for _ in range(1_000):
        try:
            await offender.send_frame(b"", opcode=9)
        except ConnectionError:
            break
    assert await offender.close_code() == wire.CLOSE_PING_FLOOD
    offender.close()


SEEDS = [
    json.dumps({"t": "hello", "room": ROOM, "after": 0}),
    json.dumps({"t": "post", "room": ROOM, "id": str(uuid4()), "text": "вода"}, ensure_ascii=False),
    json.dumps({"t": "hand", "room": ROOM, "up": True}),
    "[" * 16_000,
    "null",
]


async def test_s17_fuzz_ends_only_the_offenders(lent: Running, hub: Hub, log: MemoryLog) -> None:
    chance = random.Random(17)
    bystanders = [await entered(lent, f"Bystander{number}") for number in range(50)]
    codes = set()
    for number in range(150):
        offender = await RawClient.open(lent, f"name=Offender{number}")
        for _ in range(chance.randint(1, 6)):
            payload = bytearray(chance.choice(SEEDS).encode())
            for _ in range(chance.randint(0, 8)):
                payload[chance.randrange(len(payload))] = chance.randrange(256)
            opcode = chance.choice([1, 1, 1, 1, 2, 0, 3, 8, 9, 15])
            try:
                await offender.send_frame(
                    bytes(payload) if opcode < 8 else bytes(payload[:125]),
                    opcode=opcode,
                    fin=chance.random() > 0.1,
                    rsv=chance.choice([0, 0, 0, 0, 1, 7]),
                    mask=chance.random() > 0.1,
                )
            except ConnectionError:
                break
        if chance.random() < 0.5:
            offender.socket.shutdown(socket.SHUT_WR)
            codes.add(await offender.close_code())
        offender.close()
        if number % 10 == 0:
            log.say(f"after offender {number}")
    log.say("the end")
    entries = log.rooms[ROOM].entries
    for bystander in bystanders:
        await bystander.until("entry", text="the end")
        assert bystander.seqs == list(range(1, len(entries) + 1))
    assert {1002, 1007, wire.CLOSE_BINARY} <= codes
    await gone(hub, left=50)
    for bystander in bystanders:
        await bystander.connection.close()


def test_the_listening_socket_frees_dead_peers() -> None:
    with socket.socket() as listening:
        free_dead_peers(listening)
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == DEAD_PEER_MS == 8_000
