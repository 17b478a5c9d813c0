"""A talk, and people who are told of it."""

from typing import Any

import pytest
import sqlalchemy as sa

from forum.foundation.database import Database, table
from forum.foundation.services import Services
from forum.mail.models import OutboxMail
from forum.notifications import jobs
from tests.cast import Cast
from tests.discussion.conftest import Talk, talk

__all__ = ["talk"]


class Ears:
    """What people of the cast have heard so far."""

    def __init__(self, cast: Cast, talk: Talk, services: Services) -> None:
        self.cast = cast
        self.talk = talk
        self.services = services

    async def heard(self, name: str) -> list[tuple[str, str, bool]]:
        """Kind, post and whether it is unread, the latest first; the worker has had its turn."""
        await jobs.tell_and_mail(self.services)
        answer = await (await self.cast.program(name)).get("/api/v1/notifications")
        assert answer.status_code == 200, answer.text
        return [(one["kind"], one["post"], one["unread"]) for one in answer.json()["items"]]

    async def follow(self, name: str, place: str, level: str) -> None:
        put = await (await self.cast.program(name)).put(f"/api/v1/{place}/following", json={"level": level})
        assert put.status_code == 204, put.text

    async def mails(self, name: str, *kinds: str) -> None:
        """The person chooses what comes by mail."""
        browser = await self.cast.browser(name)
        assert (await browser.post("/en/notifications/settings", data={"mails": list(kinds)})).status_code == 303

    async def outbox(self) -> list[Any]:
        await jobs.tell_and_mail(self.services)
        database: Database = self.services.database
        async with database.read() as db:
            return list((await db.execute(sa.select(table(OutboxMail)).order_by(table(OutboxMail).c.id))).all())


@pytest.fixture
async def ears(cast: Cast, talk: Talk, services: Services) -> Ears:
    return Ears(cast, talk, services)
