"""The outgoing side of one socket: ready frames go in, slow readers are cut off."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Final

from realtime import wire
from realtime.counters import Counters
from realtime.ports import Fanout, Member, Send

MOST_UNSENT_BYTES: Final = 512 * 1024
MOST_FRAME_BYTES: Final = 256 * 1024
SLOW_CLOSE_SECONDS: Final = 1.0
CLOSE_SECONDS: Final = 3.0

log = logging.getLogger(__name__)
_numbers = count(1)


class Ready:
    """Events framed once for all transports.

    Usually one frame; more where the events would make one that clients refuse (many stop at 1 MiB). `payloads` are
    JSON arrays, `frames` the WebSocket frames of all of them in a row.
    """

    __slots__ = ("_texts", "events", "frames", "payloads", "size")

    def __init__(self, events: Iterable[bytes]) -> None:
        parts = list(events)
        self.events = len(parts)
        if self.events == 1:
            self.payloads = [b"[%b]" % parts[0]]
            self.frames = _framed(self.payloads[0])
        else:
            self.payloads = [wire.join(some) for some in _bounded(parts)]
            self.frames = b"".join(map(_framed, self.payloads))
        self.size = len(self.frames)
        self._texts: list[str] | None = None

    @property
    def texts(self) -> list[str]:
        """The payloads as ASGI wants them."""
        if self._texts is None:
            self._texts = [payload.decode() for payload in self.payloads]
        return self._texts


def _framed(payload: bytes) -> bytes:
    """The payload as a text frame (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:
        return b"\x81%c%b" % (size, payload)
    if size < 65_536:
        return b"\x81\x7e%b%b" % (size.to_bytes(2), payload)
    return b"\x81\x7f%b%b" % (size.to_bytes(8), payload)


def _bounded(events: list[bytes]) -> Iterator[list[bytes]]:
    """The events in runs of at most 256 KiB, or of one."""
    run: list[bytes] = []
    size = 0
    for event in events:
        if run and size + len(event) > MOST_FRAME_BYTES:
            yield run
            run, size = [], 0
        run.append(event)
        size += len(event) + 1
    if run:
        yield run


class Line:
    """What the two kinds of line share. `number` is unique in the process; `closed` says that nothing more is sent."""

    def __init__(self, member: Member, counters: Counters) -> None:
        self.member = member
        self.number = next(_numbers)
        self.closed = False
        self._counters = counters

    def write(self, ready: Ready) -> None:
        """Send the events, or close the line with 4430 where too much waits already; never blocks."""
        raise NotImplementedError

    def unsent(self) -> int:
        """Bytes that wait for the reader."""
        raise NotImplementedError

    async def drained(self) -> None:
        """Return when the reader has caught up enough to take more, or the line is closed."""
        raise NotImplementedError

    async def finish(self) -> None:
        """Let go of the line: what was written is tried for a moment, then it is over."""
        raise NotImplementedError

    def say(self, *events: wire.Event) -> None:
        """Send these events in one frame."""
        self.write(Ready(wire.encode(event) for event in events))

    def close(self, code: int, reason: str) -> None:
        """Say goodbye with this code; the first call counts."""
        if self.closed:
            return
        self.closed = True
        self._counters.closed[code] = self._counters.closed.get(code, 0) + 1
        if code == wire.CLOSE_TOO_SLOW:
            self._counters.slow_closed_total += 1
        self._close(code, reason, SLOW_CLOSE_SECONDS if code == wire.CLOSE_TOO_SLOW else CLOSE_SECONDS)

    def too_slow(self) -> None:
        """The reader can't keep up: it is told to come back and resume."""
        self.close(wire.CLOSE_TOO_SLOW, "too slow, resume")

    def abandon(self) -> None:
        """Something is wrong with this socket: close it if that still works."""
        with contextlib.suppress(Exception):
            self.close(1011, "internal error")

    def _close(self, code: int, reason: str, seconds: float) -> None:
        raise NotImplementedError


class TransportLine(Line):
    """Writes straight to the transport that the server's protocol lends."""

    def __init__(self, member: Member, counters: Counters, fanout: Fanout) -> None:
        super().__init__(member, counters)
        self._fanout = fanout
        self._unsent = fanout.unsent
        self._write = fanout.write_frames
        self.drained = fanout.drained  # type: ignore[method-assign]  # one call less for each page of a backlog

    def write(self, ready: Ready) -> None:
        """Send the frame."""
        if self.closed:
            return
        if self._unsent() > MOST_UNSENT_BYTES:
            self.too_slow()
        else:
            self._write(ready.frames)

    def unsent(self) -> int:
        """Bytes in the transport's buffer."""
        return self._unsent()

    async def finish(self) -> None:
        """Nothing to wait for: the server's protocol ends the connection."""
        self.closed = True

    def _close(self, code: int, reason: str, seconds: float) -> None:
        self._fanout.close_now(code, reason, cut_after=seconds)


class AsgiLine(Line):
    """Sends through ASGI, one message at a time, from a task of its own. For servers that lend nothing.

    `scope` is cut when the reader takes nothing even of the goodbye, so that the connection's task ends all the same.
    """

    def __init__(self, member: Member, counters: Counters, send: Send, scope: asyncio.Timeout) -> None:
        super().__init__(member, counters)
        self._send = send
        self._scope = scope
        self._waiting: deque[Ready] = deque()
        self._bytes = 0
        self._goodbye: tuple[int, str] | None = None
        self._work = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._task = asyncio.create_task(self._run())

    def write(self, ready: Ready) -> None:
        """Queue the frame."""
        if self.closed:
            return
        if self._bytes > MOST_UNSENT_BYTES:
            self._waiting.clear()
            self.too_slow()
            return
        self._waiting.append(ready)
        self._bytes += ready.size
        if self._bytes > MOST_UNSENT_BYTES // 4:
            self._room.clear()
        self._work.set()

    def unsent(self) -> int:
        """Bytes in the queue and on their way."""
        return self._bytes

    async def drained(self) -> None:
        """Return when the queue is short."""
        await self._room.wait()

    async def finish(self) -> None:
        """Give the queue a second, then stop."""
        self.closed = True
        self._work.set()
        await asyncio.wait([self._task], timeout=SLOW_CLOSE_SECONDS)
        if not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])

    def _close(self, code: int, reason: str, seconds: float) -> None:
        self._goodbye = (code, reason)
        self._room.set()
        self._work.set()
        asyncio.get_running_loop().call_later(seconds, self._cut)

    def _cut(self) -> None:
        if not self._task.done():
            self._task.cancel()
            with contextlib.suppress(RuntimeError):  # the connection's task has left its scope already
                self._scope.reschedule(0.0)

    async def _run(self) -> None:
        try:
            while True:
                await self._work.wait()
                self._work.clear()
                while self._waiting:
                    ready = self._waiting.popleft()
                    for text in ready.texts:
                        await self._send({"type": "websocket.send", "text": text})
                    self._bytes -= ready.size
                    if self._bytes <= MOST_UNSENT_BYTES // 4:
                        self._room.set()
                if self._goodbye:
                    code, reason = self._goodbye
                    await self._send({"type": "websocket.close", "code": code, "reason": reason})
                if self.closed:
                    return
        except Exception as error:  # each server has its own way to say that the client is gone
            log.debug("a client went away: %r", error)
            self.closed = True
            self._waiting.clear()
            self._room.set()
