"""SQLite without a thread between: a library is asked in microseconds, a thread that asks it in a millisecond."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Final, Self

PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
LONGEST_WAIT_MS: Final = 5_000
# For a file that is locked, the event loop waits so long and no longer.
SHORTEST_WAIT_MS: Final = 20


def connect(path: str) -> sqlite3.Connection:
    """A connection that keeps our durability promises and begins no transaction by itself."""
    connection = sqlite3.connect(path, timeout=LONGEST_WAIT_MS / 1000, isolation_level=None, check_same_thread=False)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


async def opened(path: str, *, patient: bool) -> "Connection":
    """A connection for SQLAlchemy's asynchronous engine."""
    return Connection(await asyncio.to_thread(connect, path), patient=patient)


class Connection:
    """An SQLite file under the names of aiosqlite, by which SQLAlchemy's dialect goes.

    Statements run on the event loop. What waits goes to a thread: a commit, for it waits for the disk, and whatever
    finds the file locked by another process.

    Args:
        patient: statements may take long, so that each of them goes to a thread.
    """

    def __init__(self, connection: sqlite3.Connection, *, patient: bool) -> None:
        self._connection = connection
        self._patient = patient
        self._wait(SHORTEST_WAIT_MS)

    @property
    def driver(self) -> sqlite3.Connection:
        """SQLite's own."""
        return self._connection

    def cursor(self) -> "Cursor":
        return Cursor(self, self._connection.cursor())

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        self._connection.create_function(*arguments, **options)

    async def commit(self) -> None:
        await asyncio.to_thread(self._connection.commit)

    async def rollback(self) -> None:
        self._connection.rollback()

    async def close(self) -> None:
        self._connection.close()

    def stop(self) -> None:
        """Let go of the file without waiting."""
        self._connection.close()

    async def run(self, step: Callable[..., Any], *arguments: Any) -> Any:
        """A step of a statement, on the loop where it can be taken at once."""
        if not self._patient:
            try:
                return step(*arguments)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
        return await asyncio.to_thread(self._waiting, step, *arguments)

    def _waiting(self, step: Callable[..., Any], *arguments: Any) -> Any:
        self._wait(LONGEST_WAIT_MS)
        try:
            return step(*arguments)
        finally:
            self._wait(SHORTEST_WAIT_MS)

    def _wait(self, milliseconds: int) -> None:
        self._connection.execute(f"PRAGMA busy_timeout={milliseconds}")


class Cursor:
    """One statement and its rows."""

    def __init__(self, connection: Connection, cursor: sqlite3.Cursor) -> None:
        self._connection = connection
        self._cursor = cursor

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        await self._connection.run(self._cursor.execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        await self._connection.run(self._cursor.executemany, statement, parameters)

    async def fetchone(self) -> Any:
        return await self._connection.run(self._cursor.fetchone)

    async def fetchmany(self, size: int) -> list[Any]:
        return await self._connection.run(self._cursor.fetchmany, size)  # type: ignore[no-any-return]

    async def fetchall(self) -> list[Any]:
        return await self._connection.run(self._cursor.fetchall)  # type: ignore[no-any-return]

    async def close(self) -> None:
        self._cursor.close()

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid
