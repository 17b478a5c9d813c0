"""What rooms do by the clock."""

from forum.foundation.services import Services
from forum.rooms.actions.revocations import forget_old


async def forget_old_revocations(services: Services) -> None:
    async with services.database.work() as work:
        await forget_old(work)
