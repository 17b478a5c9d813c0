"""What pages of visits ask the store does not grow with its age."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from forum.foundation.database import Database
from forum.foundation.services import Services
from forum.live.queries.channels import channels_of
from forum.records.actions import reminders
from forum.records.queries.carried import carried_to
from forum.records.queries.towns import towns_at
from forum.visits.queries import colleagues, visit_for, visits_with_late_offers
from forum.web.viewer import ANONYMOUS, Viewer
from tests import stores
from tests.live_rooms.hall import opened
from tests.records.conftest import Partners


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """SQLite says which index it takes, whatever the tables hold."""
    return stores.new_sqlite(tmp_path)


async def test_no_statement_reads_a_whole_table(partners: Partners, database: Database, services: Services) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    hall = await opened(partners.cast)
    later = await partners.visit(over=False, starts="2027-06-01T10:00")
    now = services.clock.now()
    async with database.read() as db:
        visit = await visit_for(db, later["id"], ANONYMOUS, now)
        towns = await towns_at(db, visit)
        sa.event.listen(database.engine.sync_engine, "before_cursor_execute", note)
        await carried_to(db, visit, towns, approved_only=True)
        await reminders.due(db, now)
        await visits_with_late_offers(db, now)
        await colleagues(db, Viewer(id=1, role="official", municipality_id=partners.towns["krosno"]))
        room = await visit_for(db, hall.path.removeprefix("/visits/").partition("-")[0], ANONYMOUS, now)
        await channels_of(db, room.row, ANONYMOUS, "pl", "pl")
        sa.event.remove(database.engine.sync_engine, "before_cursor_execute", note)
        assert len(asked) >= 6
        for statement, values in asked:
            steps = (await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)).mappings().all()
            read = [step["detail"] for step in steps if step["detail"].startswith("SCAN")]
            assert read == [], statement
