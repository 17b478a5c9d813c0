"""The outgoing side of a socket, both kinds: ready frames, slow readers, goodbyes."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from realtime import wire
from realtime.counters import Counters
from realtime.line import CLOSE_SECONDS, MOST_UNSENT_BYTES, SLOW_CLOSE_SECONDS, AsgiLine, Ready, TransportLine
from tests.realtime import simulated_time
from tests.realtime.town import somebody


def run(story: Coroutine[Any, Any, None]) -> None:
    simulated_time.run(story)


class Asgi:
    """An ASGI send that can stall or fail."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.flows = asyncio.Event()
        self.flows.set()
        self.broken = False

    async def __call__(self, message: dict[str, Any]) -> None:
        await self.flows.wait()
        if self.broken:
            raise OSError("the client is gone")
        self.sent.append(message)


class Lent:
    """A transport that counts; `waiting` is what the test says."""

    def __init__(self) -> None:
        self.farewell: Callable[[], bytes | None] | None = None
        self.frames: list[bytes] = []
        self.waiting = 0
        self.closes: list[tuple[int, float]] = []

    def write_frames(self, frames: bytes) -> bool:
        self.frames.append(frames)
        return True

    def unsent(self) -> int:
        return self.waiting

    async def drained(self) -> None:
        """Always."""

    def close_now(self, code: int, reason: str, *, cut_after: float) -> None:
        self.closes.append((code, cut_after))


def big(kilobytes: int) -> Ready:
    return Ready([json.dumps("x" * 1024 * kilobytes).encode()])


@pytest.mark.parametrize(("size", "head"), [(10, 2), (200, 4), (70_000, 10)])
def test_a_ready_frame_is_one_unmasked_text_frame_with_an_array(size: int, head: int) -> None:
    ready = Ready([json.dumps("x" * size).encode(), b'{"t":"pong"}'])
    assert ready.frames[0] == 0x81
    assert ready.frames[1] & 0x80 == 0
    assert [ready.frames[head:]] == ready.payloads == [text.encode() for text in ready.texts]
    assert json.loads(ready.texts[0]) == ["x" * size, {"t": "pong"}]
    assert ready.events == 2


def test_no_frame_is_larger_than_what_clients_take() -> None:
    events = [json.dumps("x" * size).encode() for size in (10, 200_000, 100_000, 100_000, 300_000, 10)]
    ready = Ready(events)
    assert [len(json.loads(text)) for text in ready.texts] == [2, 2, 1, 1]
    assert [event for text in ready.texts for event in json.loads(text)] == [json.loads(event) for event in events]
    assert ready.frames == b"".join(Ready([*run]).frames for run in (events[:2], events[2:4], events[4:5], events[5:]))
    assert (ready.events, ready.size) == (6, len(ready.frames))


def test_a_lent_transport_takes_frames_until_too_much_waits() -> None:
    counters, lent = Counters(), Lent()
    line = TransportLine(somebody(), counters, lent)
    line.say(wire.Pong())
    assert lent.frames == [Ready([b'{"t":"pong"}']).frames]
    lent.waiting = MOST_UNSENT_BYTES
    line.say(wire.Pong())
    assert len(lent.frames) == 2
    lent.waiting += 1
    for _ in range(3):
        line.say(wire.Pong())
    assert len(lent.frames) == 2
    assert lent.closes == [(wire.CLOSE_TOO_SLOW, SLOW_CLOSE_SECONDS)]
    assert (counters.slow_closed_total, counters.closed) == (1, {wire.CLOSE_TOO_SLOW: 1})


def test_the_first_goodbye_counts() -> None:
    counters, lent = Counters(), Lent()
    line = TransportLine(somebody(), counters, lent)
    line.close(wire.CLOSE_SIGNED_OUT, "signed out")
    line.close(wire.CLOSE_TOO_SLOW, "too slow")
    line.say(wire.Pong())
    assert lent.frames == []
    assert lent.closes == [(wire.CLOSE_SIGNED_OUT, CLOSE_SECONDS)]
    assert counters.closed == {wire.CLOSE_SIGNED_OUT: 1}


def test_asgi_sends_in_order_and_says_goodbye_last() -> None:
    async def story() -> None:
        send = Asgi()
        async with asyncio.timeout(None) as scope:
            line = AsgiLine(somebody(), Counters(), send, scope)
            for number in range(5):
                line.write(Ready([b"%d" % number]))
            line.close(wire.CLOSE_RESTART, "restart")
            line.write(Ready([b'"never"']))
            await line.finish()
        assert [json.loads(message["text"]) for message in send.sent[:-1]] == [[0], [1], [2], [3], [4]]
        assert send.sent[-1] == {"type": "websocket.close", "code": wire.CLOSE_RESTART, "reason": "restart"}
        assert line.unsent() == 0

    run(story())


def test_asgi_closes_a_reader_who_takes_nothing_and_cuts_the_connection() -> None:
    async def story() -> None:
        counters, send = Counters(), Asgi()
        send.flows.clear()
        loop = asyncio.get_running_loop()
        lines: list[AsgiLine] = []

        async def connection() -> None:
            async with asyncio.timeout(None) as scope:
                lines.append(AsgiLine(somebody(), counters, send, scope))
                for _ in range(20):
                    lines[0].write(big(32))
                assert lines[0].closed
                await asyncio.Event().wait()  # for a frame that never comes

        started = loop.time()
        with pytest.raises(TimeoutError):
            await connection()
        await lines[0].finish()
        assert loop.time() - started == pytest.approx(SLOW_CLOSE_SECONDS)
        assert counters.slow_closed_total == 1
        assert send.sent == []

    run(story())


def test_asgi_tells_a_slow_reader_who_wakes_up_why() -> None:
    async def story() -> None:
        send = Asgi()
        send.flows.clear()
        async with asyncio.timeout(None) as scope:
            line = AsgiLine(somebody(), Counters(), send, scope)
            await asyncio.sleep(0)
            for _ in range(20):
                line.write(big(32))
                await asyncio.sleep(0)
            await asyncio.sleep(SLOW_CLOSE_SECONDS / 2)
            send.flows.set()
            await line.finish()
        assert [message["type"] for message in send.sent] == ["websocket.send", "websocket.close"]
        assert send.sent[-1]["code"] == wire.CLOSE_TOO_SLOW

    run(story())


def test_asgi_says_when_there_is_room_for_more() -> None:
    async def story() -> None:
        send = Asgi()
        async with asyncio.timeout(None) as scope:
            line = AsgiLine(somebody(), Counters(), send, scope)
            await line.drained()
            send.flows.clear()
            line.write(big(200))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(line.drained(), 5)
            send.flows.set()
            await line.drained()
            assert line.unsent() == 0
            await line.finish()

    run(story())


def test_a_client_who_is_gone_is_no_error() -> None:
    async def story() -> None:
        send = Asgi()
        send.broken = True
        async with asyncio.timeout(None) as scope:
            line = AsgiLine(somebody(), Counters(), send, scope)
            line.write(big(300))
            await line.drained()
            assert line.closed
            await line.finish()

    run(story())
