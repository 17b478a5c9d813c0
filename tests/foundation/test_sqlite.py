"""SQLite on the event loop: what waits, and what takes long, holds up nobody else."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.audit.actions import note
from forum.foundation.bus import Bus
from forum.foundation.clock import SystemClock
from forum.foundation.database import Database, sqlite
from tests.stores import new_sqlite

LONG = sa.text(
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000) SELECT count(*) FROM n"
)
HELD_SECONDS = 0.2


@pytest.fixture
def path(tmp_path: Path) -> str:
    return new_sqlite(tmp_path).removeprefix("sqlite:///")


@pytest.fixture
async def database(path: str) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{path}", SystemClock(), Bus())
    yield database
    await database.close()


async def turns(of: "asyncio.Task[None]") -> int:
    """How often the loop came round while the task ran."""
    count = 0
    while not of.done():
        await asyncio.sleep(0.001)
        count += 1
    await of
    return count


async def test_a_writer_of_another_process_is_waited_for_beside_the_loop(database: Database, path: str) -> None:
    async def write() -> None:
        async with database.work() as work:
            await note(work, "test.done", actor_id=None, target="ours")

    await write()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(HELD_SECONDS, holder.close)
    began = time.monotonic()
    assert await turns(asyncio.create_task(write())) > 20
    assert HELD_SECONDS <= time.monotonic() - began < sqlite.LONGEST_WAIT_MS / 1000


async def test_a_reader_who_is_patient_holds_up_nobody(database: Database) -> None:
    async def read(*, patient: bool) -> None:
        async with database.read(patient=patient) as db:
            for _ in range(3):
                assert await db.scalar(LONG) == 300_000

    assert await turns(asyncio.create_task(read(patient=True))) > 5
    assert await turns(asyncio.create_task(read(patient=False))) <= 5


async def test_what_a_statement_did_wrong_is_said_as_usual(database: Database) -> None:
    for patient in (False, True):
        async with database.read(patient=patient) as db:
            with pytest.raises(sa.exc.OperationalError, match="no such table"):
                await db.execute(sa.text("SELECT * FROM nowhere"))
            assert await db.scalar(sa.text("SELECT 1")) == 1


async def test_rows_can_be_streamed(database: Database) -> None:
    numbers = sa.text("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) SELECT x FROM n")
    async with database.read() as db, db.stream(numbers) as rows:
        assert [row.x async for row in rows] == list(range(1, 5001))


async def test_each_connection_waits_for_the_disk_and_minds_references(database: Database) -> None:
    for patient in (False, True):
        async with database.read(patient=patient) as db:
            asked = ("synchronous", "foreign_keys", "journal_mode")
            found = [await db.scalar(sa.text(f"PRAGMA {name}")) for name in asked]
            assert found == [2, 1, "wal"]
