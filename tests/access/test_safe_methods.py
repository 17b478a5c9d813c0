"""S24: whoever only reads changes nothing."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from litestar import Litestar
from sqlmodel import SQLModel

from forum.foundation.database import Database
from forum.foundation.services import Services
from forum.mail import queries as outbox
from tests.access import table
from tests.access.test_matrix import ONE_OF_EACH
from tests.access.world import World
from tests.conftest import TurnedClock

SAFE = ("GET", "HEAD", "OPTIONS")
LAST_SEEN = {"attendances": {"user_id", "last_at", "before_at"}, "sessions": {"seen_at"}}


@pytest.mark.slow
@pytest.mark.by_day_on_sqlite
@pytest.mark.timeout(300)
async def test_s24_get_is_safe(world: World, services: Services, handlers: Litestar, clock: TurnedClock) -> None:
    """Every route that there is, asked by each safe method and as each person, leaves the store and the files as they
    were, but for when somebody was last here.

    On SQLite as everybody; on PostgreSQL as one of each kind.
    """
    paths = sorted(filled(route.path, world) for route in handlers.routes if hasattr(route, "methods"))
    paths += await links_of_mails(services.database)
    people = table.EVERYBODY if services.database.is_sqlite else ONE_OF_EACH
    browsers = {person: await world.browser(person) for person in people}
    before, statuses = await everything(services), set()
    for person, browser in browsers.items():
        clock.turn(hours=1)
        for path in paths:
            for method in SAFE:
                answer = await browser.request(method, path, headers={"Accept-Encoding": "identity"})
                statuses.add(answer.status_code)
        changed = [name for name, rows in (await everything(services)).items() if rows != before[name]]
        assert changed == [], person
    assert {200, 204, 303, 308, 401, 403, 404, 405} <= statuses
    assert max(statuses) < 500


def filled(route: str, world: World) -> str:
    """A route's address with things that everybody can read."""
    known = {
        "boards": "water", "tags": "pipes", "threads": world.ids["thread-open"], "posts": world.ids["post-open"],
        "visits": world.ids["visit-published"], "rooms": world.ids["room-of-visit-published"],
        "entries": world.ids["entry-open"], "files": world.ids["file-open"], "reactions": "thanks", "versions": "1",
        "history": "1", "": "en",
    }  # fmt: skip
    api = route.startswith("/api/")

    def thing(found: re.Match[str]) -> str:
        name = known.get(found[1], "something")
        return f"{found[1]}/{name.partition('-')[0] if api and found[1] in ('threads', 'visits') else name}"

    return re.sub(r"([\w-]*)/\{\w+:\w+\}", thing, route)


async def links_of_mails(database: Database) -> list[str]:
    """The paths to which the mails that wait lead, and those of their headers."""
    async with database.read() as db:
        mails = await outbox.outbox_mails(db, 50)
    found = {path for mail in mails for path in re.findall(r"https?://[^/\s]+(/\S*)", mail.text)}
    assert found
    return sorted(found)


async def everything(services: Services) -> dict[str, Any]:
    """All rows of all tables but when somebody was seen, and the files, by name."""
    found: dict[str, Any] = {}
    async with services.database.read() as db:
        for kept in SQLModel.metadata.sorted_tables:
            columns = [column for column in kept.c if column.name not in LAST_SEEN.get(kept.name, ())]
            if columns:
                rows = await db.execute(sa.select(*columns).order_by(*kept.primary_key.columns))
                found[kept.name] = [tuple(row) for row in rows]
    folder = services.settings.files_dir
    found["the folder of files"] = sorted(str(path) for path in folder.rglob("*"))
    return found
