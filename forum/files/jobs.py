"""What files do by the clock."""

import asyncio

from forum.files import actions, queries
from forum.files.receiving import blobs
from forum.foundation.services import Services


async def sweep(services: Services) -> None:
    """Forget what no text has used for a day, then the bytes that nothing names any more."""
    async with services.database.work() as work:
        await actions.forget_idle(work)
    async with services.database.read(patient=True) as db:
        used = await queries.hashes(db)
    seconds = actions.IDLE.total_seconds()
    await asyncio.to_thread(blobs(services.settings).forget_older, seconds, lambda name: bytes.fromhex(name) in used)
