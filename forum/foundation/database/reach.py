"""Whether a store is there at all, and the words for whoever set it up when it is not."""

import asyncio
import sqlite3
from contextlib import closing

import asyncpg
import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

PATIENCE_SECONDS = 15


class UnreachableError(Exception):
    """The store cannot be opened; the message names where it was looked for and the setting, never the password."""


async def check_reachable(engine: AsyncEngine) -> None:
    """Open a connection and give it back.

    Raises:
        UnreachableError: when that fails.
    """
    try:
        if engine.url.get_backend_name() == "sqlite":
            # Without the driver's thread, which would outlive a loop that ends at once.
            await asyncio.to_thread(_open_file, engine.url.database or ":memory:")
            return
        async with asyncio.timeout(PATIENCE_SECONDS), engine.connect() as connection:
            await connection.execute(sa.text("SELECT 1"))
    except (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, sqlite3.Error) as error:
        raise unreachable(engine.url, error) from error


def _open_file(path: str) -> None:
    with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as connection:
        connection.execute("PRAGMA schema_version")


def unreachable(url: URL | str, error: Exception) -> UnreachableError:
    """The words for a store at an address that could not be opened because of an error."""
    url = make_url(url)
    reason = _reason(error)
    if url.get_backend_name() == "sqlite":
        return UnreachableError(f"cannot open the database {url.database} (MOSTY_DATABASE_URL): {reason}")
    host = url.host or url.query.get("host") or "localhost"
    shown = f"[{host}]" if ":" in str(host) else host
    return UnreachableError(f"cannot reach the database at {shown}:{url.port or 5432} (MOSTY_DATABASE_URL): {reason}")


def _reason(error: Exception) -> str:
    # SQLAlchemy puts its own around what the driver said.
    error = getattr(error, "orig", None) or error
    if isinstance(error, TimeoutError):
        return "no answer"
    said = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
    return str(said).splitlines()[0]
