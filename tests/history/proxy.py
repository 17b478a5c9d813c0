"""A TCP proxy on loopback that does to connections what bad networks do."""

import asyncio
import contextlib
import random
from collections import deque
from dataclasses import dataclass
from typing import Self

CHUNK_BYTES = 16 * 1024
MOST_WAITING_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Weather:
    """What a connection through the proxy suffers.

    Attributes:
        latency, jitter: seconds on the way, each direction.
        bytes_a_second: 0 for no limit.
    """

    latency: float = 0.0
    jitter: float = 0.0
    bytes_a_second: int = 0


CALM = Weather()


class Direction:
    """One half of a link: bytes wait here until they are due; their order is kept."""

    def __init__(self, link: "Link", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.link = link
        self.cut_after: int | None = None
        self._reader = reader
        self._writer = writer
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._bytes = 0
        self._work = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._loop = asyncio.get_running_loop()

    async def take(self) -> None:
        """Read from one side."""
        due = 0.0
        while data := await self._reader.read(CHUNK_BYTES):
            await self._room.wait()
            await self.link.passable.wait()
            weather = self.link.proxy.weather
            due = max(due, self._loop.time() + weather.latency + self.link.proxy.dice.uniform(-1, 1) * weather.jitter)
            self._waiting.append((due, data))
            self._bytes += len(data)
            if self._bytes > MOST_WAITING_BYTES:
                self._room.clear()
            self._work.set()
        self._waiting.append((due, b""))
        self._work.set()
        await asyncio.Event().wait()  # what was said before the end goes first

    async def give(self) -> None:
        """Write to the other."""
        while True:
            await self._work.wait()
            self._work.clear()
            while self._waiting:
                due, data = self._waiting.popleft()
                if (early := due - self._loop.time()) > 0:
                    await asyncio.sleep(early)
                await self.link.passable.wait()
                if not data:
                    return
                await self._write(data)
                self._bytes -= len(data)
                if self._bytes <= MOST_WAITING_BYTES:
                    self._room.set()

    async def _write(self, data: bytes) -> None:
        if self.cut_after is not None and len(data) > self.cut_after:
            self._writer.write(data[: self.cut_after])
            raise ConnectionResetError("cut")
        if self.cut_after is not None:
            self.cut_after -= len(data)
        rate = self.link.proxy.weather.bytes_a_second
        for at in range(0, len(data), rate // 10) if rate else ():
            self._writer.write(data[at : at + rate // 10])
            await asyncio.sleep(len(data[at : at + rate // 10]) / rate)
        if not rate:
            self._writer.write(data)
        await self._writer.drain()


class Link:
    """A connection and its continuation to the server."""

    def __init__(self, proxy: "FaultProxy") -> None:
        self.proxy = proxy
        self.passable = asyncio.Event()
        self.passable.set()
        self.lost = False
        self.directions: list[Direction] = []
        self._writers: list[asyncio.StreamWriter] = []

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry bytes both ways until one side ends; a lost link stays as it is until the proxy stops."""
        self._writers.append(writer)
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.proxy.server_port)
            self._writers.append(up_writer)
            there, back = Direction(self, reader, up_writer), Direction(self, up_reader, writer)
            self.directions = [there, back]
            tasks = [asyncio.create_task(work()) for way in (there, back) for work in (way.take, way.give)]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                await self.passable.wait()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        except OSError:
            pass  # the server is down
        finally:
            self.cut()

    def cut(self) -> None:
        """End both connections at once, without a word."""
        for writer in self._writers:
            writer.transport.abort()

    def cut_within(self, most_bytes: int) -> None:
        """Cut at a random byte of what comes next, in either direction."""
        if self.directions:
            self.proxy.dice.choice(self.directions).cut_after = self.proxy.dice.randrange(most_bytes)

    def lose(self) -> None:
        """Half open: nothing passes any more, not even the news of an end, and neither side is told."""
        self.lost = True
        self.passable.clear()

    def stall(self, seconds: float) -> None:
        """Nothing passes for so long, and then everything."""
        self.passable.clear()
        asyncio.get_running_loop().call_later(seconds, self._go_on)

    def _go_on(self) -> None:
        if not self.lost:
            self.passable.set()


class FaultProxy:
    """Listens on a free port and carries connections to the server's.

    Attributes:
        server_port: to be set before somebody connects.
        weather: of all links, from now on.
    """

    def __init__(self, dice: random.Random | None = None) -> None:
        self.server_port = 0
        self.dice = dice or random.Random()
        self.weather = CALM
        self.links: set[Link] = set()
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = Link(self)
        self.links.add(link)
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await link.run(reader, writer)
        finally:
            self.links.discard(link)
            self._tasks.discard(task)
