"""Group commit: hot writes that wait together are committed together, and each is answered after the fsync."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.foundation.database import sqlite
from forum.foundation.database.turn import Turn, is_busy

T = TypeVar("T")
MAX_GROUP = 256


@dataclass(slots=True)
class _Job:
    key: str
    run: Callable[[sa.Connection], Any]
    answer: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class GroupWriter:
    """Runs small synchronous jobs on one connection, many to a transaction.

    On SQLite a thread of its own works on the plain driver, without the hop through aiosqlite that costs more than
    the write itself; on PostgreSQL the same job runs on an asyncpg connection. A job must be repeatable: when one of
    a group fails, the group is rolled back and each job is run again alone; when the file is locked, all fail.

    Args:
        store: the SQLite URL, or the engine of PostgreSQL.
        turn: in which SQLite's only writer works; None on PostgreSQL.
    """

    def __init__(self, store: str | AsyncEngine, turn: Turn | None) -> None:
        self._store = store
        self._turn = turn
        self._waiting: list[_Job] = []
        self._runner: asyncio.Task[None] | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._connection: sa.Connection | None = None
        self._closing = False

    async def submit(self, run: Callable[[sa.Connection], T], *, key: str = "") -> T:
        """Run a job in the next group and return its result once that group is on disk.

        Args:
            run: does its reads and writes with the connection; raises to refuse, which fails only this job.
            key: what the job locks, such as a room; groups run in its order, so that two processes never deadlock.
        """
        if self._closing:
            raise RuntimeError("the database is closed")
        job = _Job(key, run)
        self._waiting.append(job)
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run())
        result: T = await job.answer  # whoever stops waiting gives up the answer, not the job
        return result

    async def close(self) -> None:
        """Finish what waits and let go; harmless when done twice."""
        self._closing = True
        if self._runner is not None:
            await self._runner
        thread, self._thread = self._thread, None
        if thread is not None:
            await asyncio.get_running_loop().run_in_executor(thread, self._close_connection)
            thread.shutdown()

    async def _run(self) -> None:
        while self._waiting:
            jobs = sorted(self._waiting[:MAX_GROUP], key=lambda job: job.key)
            del self._waiting[:MAX_GROUP]
            try:
                await self._commit_together(jobs)
            except BaseException as error:
                if len(jobs) == 1 or is_busy(error):
                    for job in jobs:
                        _fail(job, error)
                else:
                    await self._commit_one_by_one(jobs)

    async def _commit_one_by_one(self, jobs: list[_Job]) -> None:
        for job in jobs:
            try:
                await self._commit_together([job])
            except BaseException as error:
                _fail(job, error)

    async def _commit_together(self, jobs: list[_Job]) -> None:
        if isinstance(self._store, AsyncEngine):
            async with self._store.begin() as connection:
                results = await connection.run_sync(lambda sync: [job.run(sync) for job in jobs])
        else:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
            assert self._turn is not None
            async with self._turn:
                results = await asyncio.get_running_loop().run_in_executor(self._thread, self._in_thread, jobs)
        for job, result in zip(jobs, results, strict=True):
            if not job.answer.done():
                job.answer.set_result(result)

    def _in_thread(self, jobs: list[_Job]) -> list[Any]:
        connection = self._connection or self._connect()
        with connection.begin():
            return [job.run(connection) for job in jobs]

    def _connect(self) -> sa.Connection:
        from forum.foundation.database.engine import _WRITES, begin_as_asked

        path = sa.make_url(str(self._store)).database or ":memory:"
        engine = sa.create_engine(str(self._store), poolclass=sa.StaticPool, creator=partial(sqlite.connect, path))
        begin_as_asked(engine)
        self._connection = engine.connect().execution_options(**{_WRITES: True})
        return self._connection

    def _close_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection.engine.dispose()


def _fail(job: _Job, error: BaseException) -> None:
    if not job.answer.done():
        job.answer.set_exception(error)
