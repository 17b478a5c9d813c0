"""What a handler can ask for: `db`, `work`, `viewer`, `services` or `locale` by name, words of its address by kind."""

from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncConnection

from forum.foundation import database, services
from forum.web import viewer

Db = NamedDependency[AsyncConnection]
"""A connection for reading; for GET."""
Work = NamedDependency[database.Work]
"""The unit of work; for what changes something. It commits once the handler has returned."""
Viewer = NamedDependency[viewer.Viewer]
Services = NamedDependency[services.Services]
Locale = NamedDependency[str]
InPath = FromPath[str]
"""A part of the path."""
InQuery = FromQuery[str | None]
"""A part of the query, which may be absent. Both are made once: to make one costs as much as a row of a table."""
