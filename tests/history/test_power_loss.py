"""What was acknowledged survives the loss of power: every connection asks for it, and the fsyncs are counted."""

import asyncio
import contextlib
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Database
from forum.migrations import schema
from tests.history import stage
from tests.history.author import Author
from tests.history.program import Program
from tests.history.record import History
from tests.live import LiveServer

POSTS = 100
TOGETHER = 32


async def test_r2_power_loss_pragmas(tmp_path: Path, url: str, history: History) -> None:
    """Each of 100 posts, one after the other, costs an fsync before it is acknowledged; many that wait share one."""
    talk = await stage.prepare(url, tmp_path, 1 + TOGETHER)
    server, alone = LiveServer(tmp_path, url), Program("w0", talk.room, talk.tokens[0], history)
    together = stage.clients(talk, history, keep=1)[1:]
    try:
        await asyncio.to_thread(server.start, "--no-migrate")
        one_by_one = await fsyncs(server, tmp_path / "alone", [alone], POSTS)
        shared = await fsyncs(server, tmp_path / "together", together, 10 * POSTS)
    finally:
        await asyncio.to_thread(server.stop)
    print(f"{one_by_one} fsyncs for {POSTS} posts one by one, {shared} for {10 * POSTS} of {TOGETHER} people")
    assert one_by_one >= POSTS
    assert shared <= 10 * POSTS / 4


async def fsyncs(server: LiveServer, report: Path, writers: Sequence[Author], posts: int) -> int:
    """How often the server waits for the disk until so many posts of these people have been acknowledged."""
    with tracing(server.pid, report):
        tasks = [asyncio.create_task(writer.run(server.port)) for writer in writers]
        while sum(len(writer.acknowledged) for writer in writers) < posts:
            await asyncio.sleep(0.01)
            for task in tasks:
                assert not task.done(), task.exception()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return len(re.findall(r"(?:fdatasync|fsync)(?:\(| resumed).*= 0", report.read_text()))


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
WAIT = "busy_timeout"


async def test_r2_every_connection_of_the_pool_and_the_hot_writer_is_durable(tmp_path: Path, url: str) -> None:
    async with stage.services_over(url, tmp_path) as services:
        await check_durable(services.database)


async def test_r2_a_migration_is_durable(tmp_path: Path, url: str) -> None:
    """Its connection checks references at the end instead of row by row, and cascades nothing."""
    engine = schema.migration_engine(url)
    async with engine.connect() as connection:
        found = {name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in (*WANTED, WAIT)}
    await engine.dispose()
    assert int(found.pop(WAIT) or 0) >= 5000
    assert found == {**WANTED, "foreign_keys": 0}


async def check_durable(database: Database) -> None:
    """All connections of an SQLite store ask for the disk before they answer.

    Those that are patient wait for its lock in each statement; the others begin to when they meet it.
    """
    async with contextlib.AsyncExitStack() as stack:
        for patient in (False, True):
            connections = [await stack.enter_async_context(database.read(patient=patient)) for _ in range(10)]
            for connection in connections:
                for pragma, wanted in WANTED.items():
                    assert (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar() == wanted
                wait = (await connection.exec_driver_sql(f"PRAGMA {WAIT}")).scalar()
                assert not patient or int(wait or 0) >= 5000

    def ask(hot: sa.Connection) -> dict[str, Any]:
        return {name: hot.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (*WANTED, WAIT)}

    found = await database.group.submit(ask)
    assert int(found.pop(WAIT) or 0) >= 5000
    assert found == WANTED


async def test_r2_postgresql_is_asked_to_be_durable(postgres_url: str, tmp_path: Path) -> None:
    async with stage.services_over(postgres_url, tmp_path) as services, services.database.read() as db:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert (await db.exec_driver_sql(f"SHOW {setting}")).scalar() == "on"
