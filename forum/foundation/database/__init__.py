"""One transaction per request or job, on SQLite or PostgreSQL."""

from sqlalchemy.ext.asyncio import AsyncConnection as Db

from forum.foundation.database.engine import Database
from forum.foundation.database.group import GroupWriter
from forum.foundation.database.types import Id, Json, UtcDateTime, table
from forum.foundation.database.work import Work

__all__ = ["Database", "Db", "GroupWriter", "Id", "Json", "UtcDateTime", "Work", "table"]
