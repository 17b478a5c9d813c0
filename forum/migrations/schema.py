"""Bringing a store's tables up to date."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

HERE = Path(__file__).parent
# Any number will do, as long as every process of the product uses the same one.
_ADVISORY_LOCK = 6_047_210


async def current_revision(engine: AsyncEngine) -> str | None:
    """The revision a store is at; None for an empty one."""
    async with engine.connect() as connection:
        if not await connection.run_sync(lambda sync: sa.inspect(sync).has_table("alembic_version")):
            return None
        found: str | None = await connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found


def head_revision() -> str:
    """The newest revision of this release."""
    return max(revisions())


def revisions() -> set[str]:
    """The revisions of this release, read from file names so that a start need not load Alembic."""
    return {path.stem for path in (HERE / "versions").glob("[0-9]*.py")}


async def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations that a store lacks, in one transaction, under a lock that waits for other processes."""
    engine = migration_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade, revision)
    finally:
        await engine.dispose()


def migration_engine(url: str) -> AsyncEngine:
    """An engine for migrations alone: rebuilding a table must not cascade, so foreign keys are checked at the end."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_async_engine(parsed.set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(parsed.set(drivername="sqlite+aiosqlite"), poolclass=NullPool)

    @sa.event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF", "busy_timeout=60000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _upgrade(connection: sa.Connection, revision: str) -> None:
    # Alembic takes 0.2 s to import: only those who migrate pay for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    with connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            connection.execute(sa.text("SET LOCAL lock_timeout = '3s'"))
        command.upgrade(config, revision)
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration broke {len(broken)} references; nothing was changed")
