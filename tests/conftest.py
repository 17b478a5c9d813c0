"""What every test can ask for: a store of each kind, a clock that is turned by hand, a cast, clients."""

import gc
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar import Litestar

from forum.entrypoints import services as build_services
from forum.entrypoints import web
from forum.entrypoints.capabilities import CAPABILITIES
from forum.foundation.database import Database, sqlite
from forum.foundation.services import Services
from forum.foundation.settings import Settings, from_environment
from forum.web.problems import Problems
from tests import stores
from tests.cast import Cast
from tests.history import NIGHTLY
from tests.warm import warmed


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files with slow tests begin, so that no worker is left with one when the other has nothing more to do.

    By day, what takes long and says `by_day_on_sqlite` is not asked of PostgreSQL too.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
    if NIGHTLY:
        return
    left = [item for item in items if item.get_closest_marker("by_day_on_sqlite") and "postgresql" in item.name]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)


def pytest_collection_finish() -> None:
    """The modules that were loaded stay to the end: no collection of garbage need look through them again."""
    gc.collect()
    gc.freeze()


ANSWERS = Problems(*(dict(capability.refusals) for capability in CAPABILITIES))


class TurnedClock:
    """A clock that stands still until a test turns it."""

    def __init__(self) -> None:
        self.moment = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def turn(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[stores.Postgres]:
    server = stores.Postgres()
    yield server
    server.close()


@pytest.fixture(params=stores.KINDS)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty, migrated store; every test that asks for it runs on both databases."""
    if request.param == "sqlite":
        return stores.new_sqlite(tmp_path)
    server: stores.Postgres = request.getfixturevalue("postgres")
    return server.emptied()


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return from_environment(
        {"MOSTY_DATABASE_URL": store_url, "MOSTY_DATA_DIR": str(tmp_path / "data"), "MOSTY_LIMITS": "off"}
    )


def built(settings: Settings, clock: TurnedClock) -> Services:
    services = build_services.build(settings, clock)
    for engine in (services.database.engine, services.database._patient):
        warmed(engine)
    return services


@pytest.fixture
async def services(settings: Settings, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Services]:
    """All that a process has. Nobody cuts its power, so that commits need not wait for the disk."""
    monkeypatch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, "synchronous=OFF"))
    services = built(settings, clock)
    yield services
    await services.database.close()


@pytest.fixture
def database(services: Services) -> Database:
    return services.database


@pytest.fixture(scope="session")
def handlers(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """Routes and compiled templates, which are the same for every test; each puts its own services in."""
    settings = from_environment({"MOSTY_DATA_DIR": str(tmp_path_factory.mktemp("handlers"))})
    return web.litestar_app(build_services.build(settings), ANSWERS)


@pytest.fixture
async def cast(services: Services, handlers: Litestar) -> AsyncIterator[Cast]:
    """People and their clients; see `tests/cast.py`."""
    handlers.state.services = services
    cast = Cast(services, web.layered(handlers, services))
    yield cast
    await cast.close()


@pytest.fixture
async def restart(
    settings: Settings, clock: TurnedClock, handlers: Litestar, cast: Cast
) -> AsyncIterator[Callable[[], None]]:
    """Begins another process over the same store, with nothing in its memory; the cast's later clients reach that."""
    begun: list[Services] = []

    def begin() -> None:
        begun.append(built(settings, clock))
        handlers.state.services = cast.services = begun[-1]
        cast.app = web.layered(handlers, begun[-1])

    yield begin
    for services in begun:
        await services.database.close()
