"""What an engine compiled for one test serves the next: their statements are mostly the same."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

_FIRST: dict[tuple[str, str], sa.Engine] = {}


def warmed(engine: AsyncEngine) -> None:
    """Let an engine go on with the dialect of the first one of its kind, and with what was compiled for that."""
    sync = engine.sync_engine
    kind = sync.dialect.name, sync.dialect.driver
    first = _FIRST.get(kind)
    if first is None or first.dialect.server_version_info is None:  # it was never connected
        _FIRST[kind] = sync
        return
    sync.dialect = sync.pool._dialect = first.dialect
    sync._compiled_cache = first._compiled_cache
