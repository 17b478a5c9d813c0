"""The server is killed in the middle of talk, again and again; the history is checked against what it promised."""

import asyncio
import contextlib
import json
import random
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from forum.entrypoints import services as build_services
from forum.foundation.database import Database
from forum.foundation.settings import from_environment
from forum.rooms.actions import membership
from forum.rooms.rules import Part
from tests import stores
from tests.cast import Cast
from tests.live import LiveServer

KILLS = 20
LIVES_SECONDS = (1.5, 3.0)
START_TAKES_SECONDS = 0.5
IN_FLIGHT = 16
FAILURES = (OSError, EOFError, WebSocketException, asyncio.IncompleteReadError, TimeoutError, ValueError)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return stores.new_sqlite(tmp_path)


@pytest.fixture
def postgres_url(postgres: stores.Postgres) -> str:
    return postgres.new()


@dataclass
class Talk:
    """A room of a store that a server process will serve, and tokens of people who may talk in it."""

    room: str
    tokens: list[str]


@dataclass
class Writer:
    """Says numbered things; what has no answer is said again under the same id."""

    name: str
    token: str
    acknowledged: dict[str, int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def next(self) -> str:
        self.said.append(str(uuid4()))
        self.waiting.append(self.said[-1])
        return self.said[-1]

    def done(self, client_id: str, seq: int) -> None:
        assert self.acknowledged.setdefault(client_id, seq) == seq, "an id got two numbers"
        if client_id in self.waiting:
            self.waiting.remove(client_id)


async def prepare(url: str, folder: Path, people: int) -> Talk:
    """A shown room with so many members."""
    services = build_services.build(from_environment({"MOSTY_DATABASE_URL": url, "MOSTY_DATA_DIR": str(folder)}))
    cast = Cast(services, None)
    tokens = [await cast.token(f"writer{number}") for number in range(people)]
    async with services.database.work() as work:
        row, room = await membership.open_room(work, host_id=await cast.id("writer0"))
        for number in range(1, people):
            await membership.join(work, row, await cast.id(f"writer{number}"), Part.GUEST)
        await membership.show_room(work, row, closes_at=None)
    await services.database.close()
    return Talk(room, tokens)


async def write_by_http(writer: Writer, port: int, room: str) -> None:
    """One request after the other on a connection that is kept."""
    reader, out = await asyncio.open_connection("127.0.0.1", port)
    try:
        while True:
            client_id = writer.waiting[0] if writer.waiting else writer.next()
            body = json.dumps({"id": client_id, "text": f"{writer.name} {client_id}"}).encode()
            head = (
                f"POST /api/v1/rooms/{room}/entries HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {writer.token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            out.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
            assert length is not None
            said = json.loads(await reader.readexactly(int(length[1])))
            assert answer.split()[1] in (b"200", b"201"), said
            writer.done(client_id, said["seq"])
    finally:
        out.transport.abort()


async def write_by_socket(writer: Writer, port: int, room: str) -> None:
    """Several posts on the way at once."""
    address = f"ws://127.0.0.1:{port}/ws"
    bearer = {"Authorization": f"Bearer {writer.token}"}
    async with connect(
        address, subprotocols=[Subprotocol("mosty.v1")], additional_headers=bearer, compression=None, close_timeout=1
    ) as socket:
        await socket.send(json.dumps({"t": "hello", "room": room, "last": 1}))
        again, on_the_way = list(writer.waiting), 0
        while True:
            while on_the_way < IN_FLIGHT:
                client_id = again.pop(0) if again else writer.next()
                post = {"t": "post", "room": room, "id": client_id, "text": f"{writer.name} {client_id}"}
                await socket.send(json.dumps(post))
                on_the_way += 1
            for event in json.loads(await socket.recv()):
                assert event["t"] != "error", event
                if event["t"] == "posted":
                    writer.done(event["id"], event["seq"])
                    on_the_way -= 1


async def keep_writing(writer: Writer, write: object, port: int, room: str) -> None:
    while True:
        with contextlib.suppress(*FAILURES):
            await write(writer, port, room)  # type: ignore[operator]
        await asyncio.sleep(0.02)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_r1_kill9_history(tmp_path: Path, url: str) -> None:
    """20 times SIGKILL under eight writers: what was acknowledged is there, once, in order, under its number."""
    talk = await prepare(url, tmp_path, 8)
    server, dice = LiveServer(tmp_path, url), random.Random(1)
    writers = [Writer(f"w{number}", token) for number, token in enumerate(talk.tokens)]
    kinds = (write_by_http, write_by_socket)
    began = time.monotonic()
    try:
        await asyncio.to_thread(server.start, "--no-migrate")
        tasks = [
            asyncio.create_task(keep_writing(writer, kinds[number % 2], server.port, talk.room))
            for number, writer in enumerate(writers)
        ]
        for _ in range(KILLS):
            await be_killed_and_start_again(server, dice.uniform(*LIVES_SECONDS))
            assert all(not task.done() for task in tasks), [task.exception() for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        assert await asyncio.to_thread(server.stop) == 0
    acknowledged = sum(len(writer.acknowledged) for writer in writers)
    written = check_history(url, writers)
    print(f"{acknowledged} acknowledged, {written} in the log, {KILLS} kills in {time.monotonic() - began:.0f} s")
    assert acknowledged >= 10_000


async def be_killed_and_start_again(server: LiveServer, lives: float) -> None:
    """SIGKILL so many seconds after the last start, but not before some work was done."""
    await asyncio.sleep(lives - START_TAKES_SECONDS)
    server.kill()
    await asyncio.to_thread(server.start, "--no-migrate")


def check_history(url: str, writers: list[Writer]) -> int:
    """Nothing lost, nothing twice, no hole, every author's order kept, the file whole; how many entries there are."""
    store = sqlite3.connect(url.removeprefix("sqlite:///"))
    log = store.execute("SELECT seq, client_id FROM room_entries WHERE kind = 'said' ORDER BY seq").fetchall()
    assert [seq for seq, _ in log] == list(range(1, len(log) + 1))
    assert store.execute("SELECT head FROM rooms").fetchone() == (len(log),)
    stored = {client_id: seq for seq, client_id in log}
    assert len(stored) == len(log), "one id twice"
    for writer in writers:
        lost = [client_id for client_id in writer.acknowledged if client_id not in stored]
        assert lost == []
        assert {i: stored[i] for i in writer.acknowledged} == writer.acknowledged
        numbers = [stored[client_id] for client_id in writer.said if client_id in stored]
        assert numbers == sorted(numbers), f"{writer.name} is out of order"
    assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert store.execute("PRAGMA foreign_key_check").fetchall() == []
    store.close()
    return len(log)


async def test_r2_power_loss_pragmas(tmp_path: Path, url: str) -> None:
    """Each of 100 posts, one after the other, costs an fsync before it is acknowledged."""
    talk = await prepare(url, tmp_path, 1)
    server, report, writer = LiveServer(tmp_path, url), tmp_path / "strace", Writer("w0", talk.tokens[0])
    try:
        await asyncio.to_thread(server.start, "--no-migrate")
        assert server.process is not None
        with tracing(server.process.pid, report):
            task = asyncio.create_task(write_by_http(writer, server.port, talk.room))
            while len(writer.acknowledged) < 100:
                await asyncio.sleep(0.01)
                assert not task.done(), task.exception()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    finally:
        await asyncio.to_thread(server.stop)
    assert len(re.findall(r"(?:fdatasync|fsync)(?:\(| resumed).*= 0", report.read_text())) >= 100


@contextlib.contextmanager
def tracing(process: int, report: Path) -> Iterator[None]:
    """Write down every fsync of a process and its threads."""
    command = ["strace", "-f", "-e", "trace=fdatasync,fsync", "-o", str(report), "-p", str(process)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as tracer:
        assert tracer.stderr is not None
        assert b"attached" in tracer.stderr.readline()
        yield
        tracer.send_signal(signal.SIGINT)


WANTED = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}


async def test_r2_every_connection_of_the_pool_and_the_hot_writer_is_durable(tmp_path: Path, url: str) -> None:
    database = await _database(url, tmp_path)
    async with contextlib.AsyncExitStack() as stack:
        connections = [await stack.enter_async_context(database.read()) for _ in range(10)]
        for connection in connections:
            for pragma, wanted in WANTED.items():
                assert (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar() == wanted
            assert int((await connection.exec_driver_sql("PRAGMA busy_timeout")).scalar() or 0) >= 5000
    for pragma, wanted in WANTED.items():
        found = await database.group.submit(lambda c, p=pragma: c.exec_driver_sql(f"PRAGMA {p}").scalar())  # type: ignore[misc]
        assert found == wanted
    await database.close()


async def test_r2_postgresql_is_asked_to_be_durable(postgres_url: str, tmp_path: Path) -> None:
    database = await _database(postgres_url, tmp_path)
    async with database.read() as db:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert (await db.exec_driver_sql(f"SHOW {setting}")).scalar() == "on"
    await database.close()


async def _database(url: str, folder: Path) -> Database:
    return build_services.build(from_environment({"MOSTY_DATABASE_URL": url, "MOSTY_DATA_DIR": str(folder)})).database
