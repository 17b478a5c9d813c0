"""What a handler can ask for by naming a parameter `db`, `work`, `viewer`, `services` or `locale`."""

from litestar.di import NamedDependency
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
