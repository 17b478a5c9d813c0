"""A room with a host, a guest and somebody who is not seated."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa

from forum.accounts.models import User
from forum.foundation.database import table
from forum.foundation.services import Services
from forum.rooms.actions import membership
from forum.rooms.rules import Part
from tests.cast import Cast


@dataclass
class Place:
    """A shown room: olena hosts, bohdan has a seat, tomasz has none."""

    row: int
    id: str
    cast: Cast

    @property
    def entries(self) -> str:
        return f"/api/v1/rooms/{self.id}/entries"

    async def say(
        self, client: httpx.AsyncClient, text: str, *, client_id: str | None = None, **more: object
    ) -> httpx.Response:
        return await client.post(self.entries, json={"id": client_id or str(uuid4()), "text": text, **more})

    async def account(self, name: str) -> str:
        """The public id of a person."""
        async with self.cast.services.database.read() as db:
            found = sa.select(table(User).c.public_id).where(table(User).c.id == await self.cast.id(name))
            return str(await db.scalar(found))

    async def read(self, client: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
        answer = await client.get(self.entries, params=query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


async def open_room(services: Services, cast: Cast, *, shown: bool = True) -> Place:
    host, guest = await cast.id("olena"), await cast.id("bohdan")
    async with services.database.work() as work:
        row, public_id = await membership.open_room(work, host_id=host)
        await membership.join(work, row, guest, Part.GUEST)
        if shown:
            await membership.show_room(work, row, closes_at=None)
    return Place(row, public_id, cast)


@pytest.fixture
async def room(services: Services, cast: Cast) -> Place:
    return await open_room(services, cast)
