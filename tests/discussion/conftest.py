"""A board, and words for writing on it."""

import uuid
from typing import Any

import httpx
import pytest

from forum.discussion.actions.boards import create_board
from tests.cast import Cast

BOARD = {"uk": "Вода і тепло", "en": "Water and heating", "pl": "Woda i ciepło"}


class Talk:
    """Threads and posts written over the API; answers are the API's objects."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    async def thread(self, by: str = "olena", **changes: str) -> dict[str, Any]:
        answer = await (await self.cast.program(by)).post(
            "/api/v1/boards/water/threads", json=new(**{"title": "Ремонт водогону", **changes})
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def reply(self, thread: dict[str, Any], by: str = "tomasz", **changes: str) -> dict[str, Any]:
        answer = await (await self.cast.program(by)).post(f"/api/v1/threads/{thread['id']}/posts", json=new(**changes))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def opening(self, thread: dict[str, Any]) -> dict[str, Any]:
        posts = await (await self.cast.program("ada")).get(f"/api/v1/threads/{thread['id']}/posts")
        return dict(posts.json()["items"][0])

    async def hide(self, post: dict[str, Any]) -> httpx.Response:
        moderator = await self.cast.program("ada")
        return await moderator.put(f"/api/v1/posts/{post['id']}/hiding", json={"reason": "spam"})


def new(**changes: str) -> dict[str, str]:
    return {"id": str(uuid.uuid4()), "body": "Скільки коштує **метр** труби?", "lang": "uk", **changes}


@pytest.fixture
async def talk(cast: Cast) -> Talk:
    """A talk on the board `water`."""
    async with cast.services.database.work() as work:
        await create_board(work, None, slug="water", names=BOARD, abouts={})
    return Talk(cast)
