"""One empty PostgreSQL database for each test of the scaled shape, and a history to write down."""

import pytest

from tests import stores
from tests.history.conftest import history, store_url

__all__ = ["history", "store_url", "url"]


@pytest.fixture
def url(postgres: stores.Postgres) -> str:
    return postgres.new()
