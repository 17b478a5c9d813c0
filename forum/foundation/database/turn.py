"""SQLite's only writer: who waits for their turn, and for how long."""

import asyncio
import sqlite3

from sqlalchemy.exc import TimeoutError as Waited

from forum.foundation.database.sqlite import LONGEST_WAIT_MS


class Turn:
    """A lock that is fair, and that nobody waits for longer than for the file itself.

    Raises:
        sqlalchemy.exc.TimeoutError: on entering, when others wrote all the while.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> None:
        try:
            async with asyncio.timeout(LONGEST_WAIT_MS / 1000):
                await self._lock.acquire()
        except TimeoutError:
            raise Waited("database is locked: others write all the while") from None

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()


def is_busy(error: BaseException) -> bool:
    """Whether an exception says that the database was locked for too long; its text may hold what somebody wrote."""
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0)
    return isinstance(error, Waited) or code & 0xFF == sqlite3.SQLITE_BUSY
