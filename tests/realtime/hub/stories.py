"""Stories that are played in a town, in simulated time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.realtime.simulated_time import run
from tests.realtime.town import Town

both = pytest.mark.parametrize("lend", [True, False], ids=["lent transport", "asgi"])


def in_town(story: Callable[[Town], Awaitable[None]], **fields: Any) -> None:
    async def play() -> None:
        async with Town(**fields) as town:
            await story(town)

    run(play())


def now() -> float:
    return asyncio.get_running_loop().time()
