"""Two who edit at once, over the API: the later one is told what stands now."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec

from forum.foundation.errors import Refused


@asynccontextmanager
async def with_current(present: Callable[[], Awaitable[msgspec.Struct]]) -> AsyncIterator[None]:
    """Do a change; a refusal `edit_conflict` says in `current` what is there.

    Raises:
        Refused: as what is done says.
    """
    try:
        yield
    except Refused as refused:
        if refused.code != "edit_conflict":
            raise
        raise Refused("edit_conflict", current=msgspec.to_builtins(await present())) from None
