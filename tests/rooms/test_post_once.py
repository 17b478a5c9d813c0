"""One id, one message: over HTTP and over the socket, whatever happens between two tries."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from forum.foundation.settings import Settings
from forum.rooms.queries import entries
from tests.conftest import TurnedClock
from tests.rooms.conftest import Place
from tests.rooms.live import Chat, serving_on, settings_with_a_port

# What is answered to a try: "first", "again", or the code of a refusal; and the number in the log, 0 without one.
Answer = tuple[str, int]
Say = Callable[[Place, str, str, str, str], Awaitable[Answer]]


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return settings_with_a_port(store_url, tmp_path / "data")


async def by_http(room: Place, address: str, who: str, text: str, client_id: str) -> Answer:
    answer = await room.say(await room.cast.program(who, Host=address), text, client_id=client_id)
    said = answer.json()
    if answer.status_code >= 400:
        return said["code"], 0
    assert (answer.status_code, said["state"]) in ((201, "visible"), (200, "visible"), (200, "removed"))
    assert said["dup"] is (answer.status_code == 200)
    return "again" if said["dup"] else "first", said["seq"]


async def by_socket(room: Place, address: str, who: str, text: str, client_id: str) -> Answer:
    chat = await Chat.enter(address, room.id, await room.cast.token(who))
    await chat.until("live")
    event = await chat.post(text, client_id)
    await chat.leave()
    if event["t"] == "error":
        return {"mismatch": "idempotency_mismatch"}.get(event["code"], event["code"]), 0
    return "again" if event["dup"] else "first", event["seq"]


@pytest.mark.parametrize("say", [by_http, by_socket])
async def test_r3_post_once(room: Place, clock: TurnedClock, restart: Callable[[], None], say: Say) -> None:
    """(a) at once, (b) a month and a restart later, (c) other words, (d) another person, (e) after it was taken away."""
    one = str(uuid4())
    async with serving_on(room.cast.services, room.cast.app) as address:
        answers = await asyncio.gather(*(say(room, address, "bohdan", "один раз", one) for _ in range(50)))
    assert sorted(answers) == [("again", 1)] * 49 + [("first", 1)]
    assert await rows(room) == 1
    clock.turn(days=30)
    restart()
    async with serving_on(room.cast.services, room.cast.app) as address:
        assert await say(room, address, "bohdan", "один раз", one) == ("again", 1)
        assert await say(room, address, "bohdan", "інше", one) == ("idempotency_mismatch", 0)
        assert await say(room, address, "olena", "один раз", one) == ("first", 2)
        moderator = await room.cast.program("ada", Host=address)
        assert (await moderator.put(f"{room.entries}/1/hiding")).status_code == 200
        assert await say(room, address, "bohdan", "один раз", one) == ("again", 1)
        repeated = await room.say(await room.cast.program("bohdan", Host=address), "один раз", client_id=one)
        assert (repeated.status_code, repeated.json()["state"]) == (200, "removed")
        log = (await room.read(moderator))["entries"]
    assert [(entry["kind"], entry["text"]) for entry in log] == [("said", ""), ("said", "один раз"), ("removed", "")]


async def rows(room: Place) -> int:
    async with room.cast.services.database.read() as db:
        return (await db.execute(sa.select(sa.func.count()).select_from(entries))).scalar_one()
