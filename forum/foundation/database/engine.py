"""Connections: how each database is opened so that an answered request is on disk."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping
from contextlib import asynccontextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from forum.foundation.bus import Bus
from forum.foundation.clock import Clock
from forum.foundation.database import sqlite
from forum.foundation.database.fresh import Fresh
from forum.foundation.database.group import GroupWriter
from forum.foundation.database.lookups import Lookups
from forum.foundation.database.prepared import Prepared
from forum.foundation.database.reach import unreachable
from forum.foundation.database.turn import Turn
from forum.foundation.database.work import Work
from forum.foundation.site import Site

_WRITES = "mosty_writes"
MOST_FOR_ALL: Final = 50
T = TypeVar("T")


class Database:
    """The store of truth: readers, one unit of work at a time per writer, and grouped hot writes.

    Args:
        url: `sqlite:///path` or `postgresql://…`.
        site: what units of work need to write mails.

    Attributes:
        commits: of units of work in this process that may show on pages for everybody.
    """

    def __init__(self, url: str, clock: Clock, bus: Bus, site: Site | None = None) -> None:
        self.url = url
        self.clock = clock
        self.bus = bus
        self.site = site or Site()
        self.is_sqlite = url.startswith("sqlite:")
        self.engine = open_engine(url)
        self._patient = open_engine(url, patient=True) if self.is_sqlite else self.engine
        # SQLite lets one writer in at a time; waiting here is fair, waiting on its lock is not.
        self._write_turn = Turn() if self.is_sqlite else None
        self.commits = 0
        self._for_all: Fresh[Hashable, Any] = Fresh(self, MOST_FOR_ALL)
        self.group = GroupWriter(url if self.is_sqlite else self.engine, self._write_turn)
        self._lookups = Lookups(url) if self.is_sqlite else None

    @asynccontextmanager
    async def read(self, *, patient: bool = False) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; what it would write is rolled back.

        Args:
            patient: its statements may take longer than a few milliseconds; nobody else waits for them.
        """
        async with (self._patient if patient else self.engine).connect() as connection:
            yield connection

    async def read_for_all(
        self, connection: AsyncConnection, key: Hashable, read: Callable[[AsyncConnection], Awaitable[T]]
    ) -> T:
        """What `read` gives, kept for as long as it is fresh.

        Args:
            connection: the caller's, on which nothing was read yet; nobody may hold one and wait for a second.
            key: names what is read and all that it depends on; nothing that is one person's own.
        """
        found: T | None = self._for_all.get(key)
        if found is None:
            as_of = self._for_all.now()
            found = await read(connection)
            self._for_all.keep(key, found, as_of)
        return found

    async def look_up(self, prepared: Prepared, values: Mapping[str, Any]) -> Any:
        """The first row of a prepared statement, None when there is none; for single rows that an index finds."""
        if self._lookups is not None:
            with suppress(sqlite3.OperationalError):
                return self._lookups.first(prepared, values)
        async with self.read() as connection:
            return await connection.run_sync(prepared.first, values)

    @asynccontextmanager
    async def work(self, *, patient: bool = False) -> AsyncIterator[Work]:
        """A unit of work: committed when the block ends, rolled back when an exception leaves it.

        Args:
            patient: as for `read`; other writers do wait.
        """
        async with self._write_turn or nullcontext(), self._unit(patient=patient) as work:
            yield work
        self.commits += work.shown_to_all
        work.tell()

    @asynccontextmanager
    async def _unit(self, *, patient: bool) -> AsyncIterator[Work]:
        async with self.read(patient=patient) as connection:
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                work = Work(connection, self.clock.now(), self.bus, self.site)
                yield work
                await work.finish()

    async def close(self) -> None:
        await self.group.close()
        if self._lookups is not None:
            self._lookups.close()
        await self._patient.dispose()
        await self.engine.dispose()


def open_engine(url: str, *, patient: bool = False, **options: Any) -> AsyncEngine:
    """An engine whose every connection keeps our durability promises.

    Args:
        patient: on SQLite, whether each statement goes to a thread (`database/sqlite.py`).
        options: go to SQLAlchemy.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_async_engine(
            parsed.set(drivername="postgresql+asyncpg"), pool_size=10, max_overflow=10, **options
        )
    if parsed.database:
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unreachable(parsed, error) from error
    engine = create_async_engine(
        parsed.set(drivername="sqlite+aiosqlite"),
        async_creator=partial(sqlite.opened, parsed.database or ":memory:", patient=patient),
        **{"poolclass": AsyncAdaptedQueuePool, "pool_size": 10, **options},
    )
    begin_as_asked(engine.sync_engine)
    return engine


def begin_as_asked(engine: sa.Engine) -> None:
    """Begin SQLite's writers with IMMEDIATE: deferred ones fail at their first write."""

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
