"""Statements of the hot path, compiled once.

On SQLite a prepared statement goes to the driver itself: building SQLAlchemy's result costs several times more than
the database's own work. Elsewhere, and in tests of its answers, it is SQLAlchemy's execution.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_DIALECT: Final = SQLiteDialect_pysqlite()


class Prepared:
    """A Core statement whose parameters are given by name; `columns` names those of an insert or update's values."""

    def __init__(self, statement: sa.Executable, columns: tuple[str, ...] | None = None) -> None:
        self.statement = statement
        self._columns = columns
        self._driver: _Driver | None = None

    def first(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        """The first row, with its columns as attributes; None when there is none, or nothing is returned."""
        if connection.dialect.name != "sqlite":
            result = connection.execute(self.statement, values)
            return result.first() if result.returns_rows else None
        driver: Any = connection.connection.driver_connection
        return self.first_of_driver(getattr(driver, "driver", driver), values)

    def first_of_driver(self, connection: sqlite3.Connection, values: Mapping[str, Any]) -> Any:
        """The same on SQLite's own connection."""
        if self._driver is None:
            self._driver = _Driver(self.statement, _DIALECT, self._columns)
        return self._driver.first(connection, values)


class _Driver:
    def __init__(self, statement: Any, dialect: sa.Dialect, columns: tuple[str, ...] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self._sql = str(compiled)
        self._given = compiled.params
        self._order: list[str] = compiled.positiontup
        # A parameter that stands in several places is made ready once.
        self._writes: list[tuple[str, Callable[[Any], Any]]] = [
            (name, write)
            for name in dict.fromkeys(self._order)
            if (write := compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) is not None
        ]
        selected = getattr(statement, "selected_columns", ())
        row: Any = namedtuple("row", [column.key for column in selected])  # type: ignore[misc]
        self._make: Callable[[list[Any]], Any] | None = row._make if selected else None
        self._reads: list[tuple[int, Callable[[Any], Any]]] = [
            (place, read)
            for place, column in enumerate(selected)
            if (read := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]

    def first(self, connection: Any, values: Mapping[str, Any]) -> Any:
        given = {**self._given, **values}
        for name, write in self._writes:
            given[name] = write(given[name])
        cursor = connection.execute(self._sql, [given[name] for name in self._order])
        found = cursor.fetchone() if self._make else None
        cursor.close()  # a statement that could give more rows would keep its snapshot
        if self._make is None or found is None:
            return None
        cells = list(found)
        for place, read in self._reads:
            if cells[place] is not None:
                cells[place] = read(cells[place])
        return self._make(cells)
