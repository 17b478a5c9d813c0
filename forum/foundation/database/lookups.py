"""Look-ups of the hot path: one row by an index, as it was last committed."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import make_url

from forum.foundation.database import sqlite
from forum.foundation.database.prepared import Prepared


class Lookups:
    """A connection of the event loop's own to an SQLite file, on which nothing but single rows are read.

    A row by an index takes microseconds and waits for no writer (WAL). Going to a driver's thread and back, for BEGIN,
    the row and ROLLBACK, takes a millisecond of this process: a handshake needs two such rows.

    Args:
        url: `sqlite:///path`.
    """

    def __init__(self, url: str) -> None:
        self._path = make_url(url).database or ":memory:"
        self._connection: sqlite3.Connection | None = None

    def first(self, prepared: Prepared, values: Mapping[str, Any]) -> Any:
        """The statement's first row, None when there is none.

        Raises:
            sqlite3.OperationalError: the file is locked as a whole, as while a store is recovered or restored.
        """
        if self._connection is None:
            timeout = sqlite.SHORTEST_WAIT_MS / 1000
            self._connection = sqlite3.connect(self._path, isolation_level=None, timeout=timeout)
            self._connection.execute("PRAGMA query_only=ON")
        return prepared.first_of_driver(self._connection, values)

    def close(self) -> None:
        """Let go of the file; harmless when done twice."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
