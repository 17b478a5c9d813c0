"""What discussions do by the clock."""

from forum.discussion.actions.moderation import DUE_AT_ONCE, close_due
from forum.foundation.services import Services


async def close_threads(services: Services) -> None:
    """Close the threads whose time has come, a few at a time."""
    closed = DUE_AT_ONCE
    while closed == DUE_AT_ONCE:
        async with services.database.work() as work:
            closed = await close_due(work)
