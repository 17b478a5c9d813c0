"""What a question costs does not grow with what is found."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from forum.foundation.database import Database
from forum.search.queries import find
from forum.search.rules.question import Filters, question
from tests import stores


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """FTS5 gives rows in their order; the index that PostgreSQL has for terms cannot."""
    return stores.new_sqlite(tmp_path)


@pytest.mark.parametrize("filters", [Filters(), Filters(lang="uk")])
async def test_the_newest_of_what_is_found_are_taken_without_sorting_all_of_it(
    database: Database, filters: Filters
) -> None:
    """A word that stood in 200,000 texts took a third of a second, most of it to sort them."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    sa.event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    async with database.read() as db:
        await find(db, question("вода"), filters, "uk", limit=20)
        found = [(statement, values) for statement, values in asked if "newest" in statement]
        assert len(found) == 2
        for statement, values in found:
            steps = (await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)).mappings().all()
            [newest] = [step["id"] for step in steps if step["detail"] == "MATERIALIZE newest"]
            assert [step["detail"] for step in steps if step["parent"] == newest and "B-TREE" in step["detail"]] == []
