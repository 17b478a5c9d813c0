"""The layers do not depend on the database: SQLite alone."""

from pathlib import Path

import pytest

from tests import stores


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return stores.new_sqlite(tmp_path)
