"""SIGTERM under load: whoever asks is told first, whoever is here is sent away, and what was said is not lost."""

import asyncio
import json
import signal
import time
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from forum.foundation.database import table
from forum.rooms.models import Room, RoomEntry
from tests.history import stage
from tests.history.checker import broken_promises
from tests.history.client import Client, Pace
from tests.history.line import Line
from tests.history.program import Program
from tests.history.record import FAIL, History
from tests.live import LiveServer
from tests.realtime.servers import RawClient

READERS = 280
STUCK = 20
WRITERS = 20
LONG_TEXTS = 300
STOP_SECONDS = 10.0
SPREAD_SECONDS = 3.0
AT_ONCE = Pace(retries=1 / 400)


class Reader:
    """Listens until sent away; `told` is when to come back, `at` when that was heard."""

    def __init__(self) -> None:
        self.told: list[float] = []
        self.at = 0.0
        self.live = asyncio.Event()
        self.line: Line

    async def enter(self, server: LiveServer, room: str) -> None:
        self.line = await Line.open(server.port, self._hear)
        self.line.send(json.dumps({"t": "hello", "room": room, "last": 1}).encode())
        await self.live.wait()

    def _hear(self, text: bytes) -> None:
        for event in json.loads(text):
            if event["t"] == "live":
                self.live.set()
            elif event["t"] == "restart":
                self.told.append(event["retry_after"])
                self.at = time.monotonic()


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_o7_drain(tmp_path: Path, store_url: str, history: History) -> None:
    """300 sockets, 20 of them stuck, 20 posts in flight: 503 first, `restart` and 1012, exit code 0 within 10 s."""
    talk = await stage.prepare(store_url, tmp_path, WRITERS, rooms=2)
    await write_long_texts(store_url, tmp_path, talk.rooms[1])
    server = LiveServer(tmp_path, store_url)
    await asyncio.to_thread(server.start, "--no-migrate")
    assert server.process is not None
    writers: list[Program | Client] = [
        *(Program(f"p{number}", talk.room, token, history) for number, token in enumerate(talk.tokens[:10])),
        *(
            Client(f"c{number}", talk.room, token, history, pace=AT_ONCE, keep=1)
            for number, token in enumerate(talk.tokens[10:])
        ),
    ]
    readers = [Reader() for _ in range(READERS)]
    try:
        for some in range(0, READERS, 40):
            await asyncio.gather(*(reader.enter(server, talk.room) for reader in readers[some : some + 40]))
        stuck = [await get_stuck(server, talk.rooms[1]) for _ in range(STUCK)]
        tasks = [asyncio.create_task(writer.run(server.port)) for writer in writers]
        await until_all_have_written(writers, 1)
        asking = asyncio.create_task(first_503(server))
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(server.process.wait, STOP_SECONDS) == 0
        took = time.monotonic() - began
        assert [await reader.line.closed for reader in readers] == [1012] * READERS
        assert [len(reader.told) for reader in readers] == [1] * READERS
        told = sorted(reader.told[0] for reader in readers)
        assert 0 <= told[0] < told[-1] <= SPREAD_SECONDS
        for third in range(3):
            among = [wait for wait in told if third <= wait * 3 / SPREAD_SECONDS <= third + 1]
            assert len(among) > READERS / 6, f"retries are not spread: {told}"
        assert await asking < min(reader.at for reader in readers)
        await asyncio.to_thread(server.start, "--no-migrate")
        await until_all_have_written(writers, 1 + max(len(writer.acknowledged) for writer in writers))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for connection in stuck:
            connection.close()
    finally:
        await asyncio.to_thread(server.stop)
    acts = history.read()
    log = [entry for entry in await stage.stored_log(store_url, tmp_path) if entry.room == talk.room]
    assert broken_promises(acts, log) == []
    assert [act for act in acts if act.outcome == FAIL] == []
    print(f"stopped in {took:.1f} s, {len(log)} posts")


async def get_stuck(server: LiveServer, room: str) -> RawClient:
    """Somebody who asks for a long past and reads none of it."""
    client = await RawClient.open(server, receive_buffer=4096, headers=f"Origin: {server.address}\r\n")
    await client.send_frame(json.dumps({"t": "hello", "room": room, "after": 0}).encode())
    return client


async def first_503(server: LiveServer) -> float:
    """When /readyz first said, to somebody new, that this process is to be left alone."""
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(f"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n".encode())
        status, body = (await reader.readline()).split()[1], await reader.read()
        writer.close()
        if status == b"503":
            assert b"draining" in body
            return time.monotonic()


async def until_all_have_written(writers: list[Program | Client], count: int) -> None:
    async with asyncio.timeout(30):
        while min(len(writer.acknowledged) for writer in writers) < count:
            await asyncio.sleep(0.01)


async def write_long_texts(url: str, folder: Path, room: str) -> None:
    """More than the buffers between a server and a reader hold."""
    entries, rooms = table(RoomEntry), table(Room)
    async with stage.services_over(url, folder) as services, services.database.work() as work:
        row = await work.db.scalar(sa.select(rooms.c.id).where(rooms.c.public_id == room))
        text = "Мости " * 660
        rows = [
            {
                "room_id": row, "seq": seq, "kind": "said", "at": work.now, "lang": "uk", "text": text,
                "html": f"<p>{text}</p>", "state": "visible", "client_id": str(uuid4()),
            }
            for seq in range(1, LONG_TEXTS + 1)
        ]  # fmt: skip
        await work.db.execute(sa.insert(entries), rows)
        await work.db.execute(sa.update(rooms).where(rooms.c.id == row).values(head=LONG_TEXTS))
