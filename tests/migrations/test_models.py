from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from forum.entrypoints import capabilities  # noqa: F401  (loads every model)
from forum.migrations import schema


def of_models(name: str | None, kind: str, _parents: object) -> bool:
    """Terms stand in each database's own kind of index, which no model describes."""
    return not (kind == "table" and str(name).startswith("search_terms"))


def differences(connection: sa.Connection) -> list[Any]:
    opts = {"compare_type": True, "target_metadata": SQLModel.metadata, "include_name": of_models}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, SQLModel.metadata))


async def test_the_migrations_make_exactly_the_tables_of_the_models(store_url: str) -> None:
    engine = schema.migration_engine(store_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_the_newest_revision_is_known_without_alembic(store_url: str) -> None:
    engine = schema.migration_engine(store_url)
    assert await schema.current_revision(engine) == schema.head_revision()
    await engine.dispose()


async def test_migrating_twice_changes_nothing_and_an_empty_store_has_no_revision(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    engine = schema.migration_engine(url)
    assert await schema.current_revision(engine) is None
    await schema.upgrade(url)
    await schema.upgrade(url)
    assert await schema.current_revision(engine) == schema.head_revision()
    await engine.dispose()
