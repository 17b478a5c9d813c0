"""Connections: how each database is opened so that an answered request is on disk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from forum.foundation.bus import Bus
from forum.foundation.clock import Clock
from forum.foundation.database.group import GroupWriter
from forum.foundation.database.work import Work
from forum.foundation.site import Site

SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")
_WRITES = "mosty_writes"


class Database:
    """The store of truth: readers, one unit of work at a time per writer, and grouped hot writes.

    Args:
        url: `sqlite:///path` or `postgresql://…`.
        site: what units of work need to write mails.
    """

    def __init__(self, url: str, clock: Clock, bus: Bus, site: Site | None = None) -> None:
        self.url = url
        self.clock = clock
        self.bus = bus
        self.site = site or Site()
        self.is_sqlite = url.startswith("sqlite:")
        self.engine = open_engine(url)
        # SQLite lets one writer in at a time; waiting here is fair, waiting on its lock is not.
        self._write_turn = asyncio.Lock() if self.is_sqlite else None
        self.group = GroupWriter(url if self.is_sqlite else self.engine, self._write_turn)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; what it would write is rolled back."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """A unit of work: committed when the block ends, rolled back when an exception leaves it."""
        if self._write_turn is None:
            async with self._unit() as work:
                yield work
        else:
            async with self._write_turn, self._unit() as work:
                yield work
        work.tell()

    @asynccontextmanager
    async def _unit(self) -> AsyncIterator[Work]:
        async with self.engine.connect() as connection:
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                work = Work(connection, self.clock.now(), self.bus, self.site)
                yield work
                await work.finish()

    async def close(self) -> None:
        await self.group.close()
        await self.engine.dispose()


def open_engine(url: str, **options: Any) -> AsyncEngine:
    """An engine whose every connection keeps our durability promises; `options` go to SQLAlchemy."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_async_engine(
            parsed.set(drivername="postgresql+asyncpg"), pool_size=10, max_overflow=10, **options
        )
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        parsed.set(drivername="sqlite+aiosqlite"), **{"poolclass": AsyncAdaptedQueuePool, "pool_size": 10, **options}
    )
    prepare_sqlite(engine.sync_engine)
    return engine


def prepare_sqlite(engine: sa.Engine) -> None:
    """Set the pragmas of every connection; begin writers with IMMEDIATE: deferred ones fail at their first write."""

    @sa.event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
