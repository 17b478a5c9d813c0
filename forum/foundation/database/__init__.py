"""One transaction per request or job, on SQLite or PostgreSQL."""

from sqlalchemy.ext.asyncio import AsyncConnection as Db

from forum.foundation.database.engine import Database
from forum.foundation.database.fresh import FRESH, Fresh
from forum.foundation.database.group import GroupWriter
from forum.foundation.database.prepared import Prepared
from forum.foundation.database.reach import UnreachableError, check_reachable
from forum.foundation.database.types import Id, Json, UtcDateTime, table
from forum.foundation.database.work import Work

__all__ = [
    "FRESH", "Database", "Db", "Fresh", "GroupWriter", "Id", "Json", "Prepared", "UnreachableError", "UtcDateTime",
    "Work", "check_reachable", "table",
]  # fmt: skip
