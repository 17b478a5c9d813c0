"""Texts, the worker that makes them findable, and somebody who asks."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from forum.foundation.services import Services
from forum.search import jobs
from tests.cast import Cast
from tests.discussion.conftest import talk

__all__ = ["ask", "index", "talk"]
Ask = Callable[..., Awaitable[list[str]]]
Index = Callable[[], Awaitable[None]]


@pytest.fixture
def index(services: Services) -> Index:
    """The worker has its turn."""

    async def turn() -> None:
        await jobs.index_waiting(services)

    return turn


@pytest.fixture
async def ask(cast: Cast) -> Ask:
    """Everybody asks, the worker had its turn or not; the titles that are found, in their order."""
    program = await cast.program()

    async def titles(q: str, **filters: str) -> list[str]:
        answer = await program.get("/api/v1/search", params={"q": q, **filters})
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return [item["title"] for item in items]

    return titles
