import asyncio
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from forum.audit.actions import note
from forum.audit.models import AuditEntry
from forum.foundation.bus import Bus
from forum.foundation.clock import SystemClock
from forum.foundation.database import Database, Prepared, Work, table
from forum.foundation.database.lookups import Lookups
from tests.stores import new_sqlite

entries = table(AuditEntry)
NEWEST = Prepared(
    sa.select(entries.c.target, entries.c.at)
    .where(entries.c.key == sa.bindparam("key"))
    .order_by(entries.c.id.desc())
    .limit(1)
)


async def targets(database: Database) -> list[str]:
    async with database.read() as db:
        return list((await db.execute(sa.select(entries.c.target).order_by(entries.c.id))).scalars())


async def test_a_finished_work_is_stored_and_told_after_its_commit(database: Database) -> None:
    told: list[list[str]] = []
    async with database.work() as work:
        await note(work, "test.done", actor_id=None, target="a")
        work.after_commit(lambda: told.append(["a"]))
        assert told == []
    assert told == [["a"]]
    assert await targets(database) == ["a"]


async def test_a_failing_work_leaves_nothing_and_tells_nobody(database: Database) -> None:
    told: list[str] = []

    async def fail() -> None:
        async with database.work() as work:
            await note(work, "test.done", actor_id=None, target="a")
            work.after_commit(lambda: told.append("a"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert (await targets(database), told) == ([], [])


async def test_a_refused_attempt_takes_back_its_rows_events_and_tellings_and_keeps_the_rest(database: Database) -> None:
    heard: list[object] = []

    class Happened:
        pass

    async def listen(work: Work, event: object) -> None:
        heard.append(event)

    database.bus._listeners[Happened].append(listen)
    async with database.work() as work:
        await note(work, "test.done", actor_id=None, target="kept")
        with suppress(LookupError):
            async with work.attempt():
                await note(work, "test.done", actor_id=None, target="taken back")
                work.record(Happened())
                raise LookupError
    assert (await targets(database), heard) == (["kept"], [])


async def test_parallel_works_all_commit(database: Database) -> None:
    async def one(number: int) -> None:
        async with database.work() as work:
            await note(work, "test.done", actor_id=None, target=str(number))

    await asyncio.gather(*(one(number) for number in range(30)))
    assert sorted(map(int, await targets(database))) == list(range(30))


def insert(target: str, database: Database) -> Any:
    def job(connection: sa.Connection) -> str:
        if target == "bad":
            raise LookupError(target)
        values: dict[str, Any] = {
            "at": database.clock.now(),
            "actor_id": None,
            "key": "k",
            "target": target,
            "facts": {},
        }
        connection.execute(sa.insert(entries).values(**values))
        return target

    return job


async def test_a_group_is_answered_job_by_job_and_one_failure_spares_the_others(database: Database) -> None:
    names = ["a", "b", "bad", "c"]
    answers = await asyncio.gather(
        *(database.group.submit(insert(name, database)) for name in names), return_exceptions=True
    )
    assert [a if isinstance(a, str) else type(a) for a in answers] == ["a", "b", LookupError, "c"]
    assert sorted(await targets(database)) == ["a", "b", "c"]


async def test_groups_and_works_take_turns(database: Database) -> None:
    async def one(number: int) -> None:
        async with database.work() as work:
            await note(work, "test.done", actor_id=None, target=f"w{number}")

    await asyncio.gather(
        *(one(n) for n in range(20)), *(database.group.submit(insert(f"g{n}", database)) for n in range(200))
    )
    assert len(await targets(database)) == 220


async def test_a_look_up_sees_each_commit_at_once_and_nothing_before_it(database: Database) -> None:
    assert await database.look_up(NEWEST, {"key": "test.done"}) is None
    for target in ("a", "b"):
        async with database.work() as work:
            await note(work, "test.done", actor_id=None, target=target)
            before = await database.look_up(NEWEST, {"key": "test.done"})
            now = work.now
        after = await database.look_up(NEWEST, {"key": "test.done"})
        assert (before and before.target, after.target, after.at) == ({"a": None, "b": "a"}[target], target, now)


async def test_a_look_up_writes_nothing(database: Database) -> None:
    if not database.is_sqlite:
        return
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        Lookups(database.url).first(Prepared(sa.delete(entries)), {})


async def test_a_look_up_in_a_locked_file_waits_for_it(tmp_path: Path) -> None:
    """As while another program recovers or restores the store."""
    url = new_sqlite(tmp_path)
    database = Database(url, SystemClock(), Bus())
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.1, holder.close)
    try:
        assert await database.look_up(NEWEST, {"key": "test.done"}) is None
    finally:
        await database.close()


async def test_h35_nobody_waits_longer_for_a_locked_file_than_they_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither behind another writer, nor in a group that is tried again one by one."""
    for place in ("sqlite", "turn"):
        monkeypatch.setattr(f"forum.foundation.database.{place}.LONGEST_WAIT_MS", 300)
    url = new_sqlite(tmp_path)
    database = Database(url, SystemClock(), Bus())
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with database.work() as work:
            await note(work, "test.done", actor_id=None, target="a")

    began = time.monotonic()
    try:
        jobs = [database.group.submit(lambda _: None, key=str(number)) for number in range(5)]
        ends = await asyncio.gather(*(write() for _ in range(5)), *jobs, return_exceptions=True)
    finally:
        holder.close()
    assert all("database is locked" in str(end) for end in ends), ends
    assert time.monotonic() - began < 1.5
    await write()
    await database.close()
