"""A history to write down, and stores for server processes."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import stores
from tests.history.record import History


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """Where clients of this process write; a collection of its garbage, a fifth of a second, would be on their clocks."""
    history = History(tmp_path / "history.jsonl")
    gc.collect()
    gc.freeze()
    yield history
    gc.unfreeze()
    history.close()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return stores.new_sqlite(tmp_path)


@pytest.fixture
def postgres_url(postgres: stores.Postgres) -> str:
    return postgres.new()


@pytest.fixture(params=stores.KINDS)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store of the test's own, whose commits wait for the disk as everybody's do."""
    if request.param == "sqlite":
        return stores.new_sqlite(tmp_path)
    server: stores.Postgres = request.getfixturevalue("postgres")
    return server.new()
