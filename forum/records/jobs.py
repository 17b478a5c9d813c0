"""What records do by the clock."""

from forum.foundation.services import Services
from forum.records.actions import reminders


async def remind(services: Services) -> None:
    """Remind of minutes, a few visits at a time; when nobody is due, that is two indexed reads."""
    while await _due(services):
        async with services.database.work() as work:
            await reminders.remind_due(work)


async def _due(services: Services) -> bool:
    async with services.database.read() as db:
        return bool(await reminders.due(db, services.clock.now()))
