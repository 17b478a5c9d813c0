"""Files brought over the API, and a board to put them on."""

import uuid
from typing import Any

import httpx
import pytest

from forum.discussion.actions.boards import create_board
from tests.cast import Cast
from tests.discussion.conftest import BOARD, Talk, new
from tests.files import made


class Shelf:
    """Brings files as people of the cast."""

    def __init__(self, cast: Cast, talk: Talk) -> None:
        self.cast = cast
        self.talk = talk

    async def bring(self, content: bytes, by: str = "olena", **query: str) -> httpx.Response:
        asked = {"id": str(uuid.uuid4()), "description": "Насосна станція", "lang": "uk", **query}
        return await (await self.cast.program(by)).post("/api/v1/files", params=asked, content=content)

    async def picture(
        self, by: str = "olena", size: tuple[int, int] = (40, 30), colour: str = "#0b4f6c"
    ) -> dict[str, Any]:
        answer = await self.bring(made.picture(size=size, colour=colour), by)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def post(self, thread: dict[str, Any], *files: dict[str, Any], by: str = "olena") -> httpx.Response:
        body = {**new(), "files": [file["id"] for file in files]}
        return await (await self.cast.program(by)).post(f"/api/v1/threads/{thread['id']}/posts", json=body)


@pytest.fixture
async def shelf(cast: Cast) -> Shelf:
    async with cast.services.database.work() as work:
        await create_board(work, None, slug="water", names=BOARD, abouts={})
    return Shelf(cast, Talk(cast))


def path_of(file: dict[str, Any]) -> str:
    return f"/files/{file['id']}"
