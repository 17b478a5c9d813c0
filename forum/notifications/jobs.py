"""The worker's part: those who follow are told, and what people chose goes to the outbox."""

from forum.foundation.services import Services
from forum.notifications.actions import mails, telling

# Composing takes milliseconds, and nobody else writes meanwhile.
MAILS_AT_ONCE = 5


async def tell_and_mail(services: Services) -> None:
    """Look for people to tell and for mails to write; with none of both, that is two indexed reads."""
    if await _waiting(services):
        while await _tell(services):
            pass
        while await _write(services) == MAILS_AT_ONCE:
            pass


async def _waiting(services: Services) -> bool:
    async with services.database.read() as db:
        return await telling.is_anything_due(db)


async def _tell(services: Services) -> bool:
    async with services.database.work() as work:
        return await telling.tell_followers(work)


async def _write(services: Services) -> int:
    async with services.database.work() as work:
        return await mails.write_due(work, MAILS_AT_ONCE)
