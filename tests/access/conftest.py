"""A world with one of everything that somebody must not read, behind a real server."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from forum.foundation.services import Services
from forum.foundation.settings import Settings
from tests.access.world import World, build
from tests.cast import Cast
from tests.rooms.live import serving_on, settings_with_a_port


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return settings_with_a_port(store_url, tmp_path / "data", MOSTY_DEVELOPMENT="off")


@pytest.fixture
async def world(services: Services, cast: Cast) -> AsyncIterator[World]:
    async with serving_on(services, cast.app) as address:
        yield await build(cast, address)
