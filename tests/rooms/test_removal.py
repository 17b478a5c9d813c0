"""What was taken back is gone for everybody: for those in the room, those who return, and by every way of reading."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from forum.foundation.services import Services
from forum.foundation.settings import Settings
from tests.cast import Cast
from tests.rooms.live import Chat, open_socket, serving_on, settings_with_a_port
from tests.visits.plans import published

READERS = 20
CLEAN_SECONDS = 2.0
OLD = ("hidden-words", "superseded-words", "withdrawn-words")
NEW = "present-words"


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return settings_with_a_port(store_url, tmp_path / "data")


@pytest.fixture
async def address(services: Services, cast: Cast) -> AsyncIterator[str]:
    async with serving_on(services, cast.app) as address:
        yield address


async def test_r13_removal_reaches_all(cast: Cast, address: str) -> None:
    """A moderator hides, an author edits and withdraws: 20 readers hear it within 2 s, 20 who return never the words."""
    olena, bohdan, ada = [await cast.program(name, Host=address) for name in ("olena", "bohdan", "ada")]
    visit = await published(olena)
    room, entries = visit["room"], f"/api/v1/rooms/{visit['room']}/entries"
    assert (await bohdan.put(f"/api/v1/visits/{visit['id']}/seat")).status_code == 200
    here, away = [[await Chat.enter(address, room) for _ in range(READERS)] for _ in range(2)]
    for text in OLD:
        assert (await bohdan.post(entries, json={"id": str(uuid4()), "text": text})).status_code == 201
    for reader in here + away:
        await reader.until(lambda event: event.get("seq") == 3)
    epoch = (await away[0].until("welcome"))["epoch"]
    await asyncio.gather(*(reader.leave() for reader in away))
    guest = await cast.browser(Host=address)
    page = f"{httpx.URL(visit['url']).path}/room"
    before = (await guest.get(page)).text
    assert all(text in before for text in OLD)

    waiting = asyncio.create_task(guest.get(entries, params={"after": 3, "wait": 25}))
    async with asyncio.timeout(CLEAN_SECONDS):
        answers = [
            await ada.put(f"{entries}/1/hiding"),
            await bohdan.patch(f"{entries}/2", json={"id": str(uuid4()), "text": NEW}),
            await bohdan.delete(f"{entries}/3?id={uuid4()}"),
        ]
        assert [answer.status_code for answer in answers] == [200, 201, 201]
        for reader in here:
            await reader.until(lambda event: event.get("seq") == 6)
    for reader in here:
        assert [(entry["kind"], entry["of"], entry["text"]) for entry in reader.entries[3:]] == [
            ("removed", 1, ""), ("edited", 2, NEW), ("removed", 3, ""),
        ]  # fmt: skip
        await reader.leave()

    # Some come back with the number that they know, some have lost everything, some want the last few.
    hellos = [{"after": 3, "epoch": epoch}, {"after": 0}, {"last": 6}, {"after": 1, "epoch": epoch}]
    told = await asyncio.gather(*(frames(address, room, hellos[number % 4]) for number in range(READERS)))
    reads = [
        await waiting,
        *[await guest.get(path) for path in (entries, f"{entries}?after=1", page, f"/uk/rooms/{room}/entries/2")],
    ]
    assert [read.status_code for read in reads] == [200] * 5
    for text in (*told, *(read.text for read in reads[1:])):
        assert NEW in text
    for text in (*told, *(read.text for read in reads)):
        assert not any(old in text for old in OLD)


async def frames(address: str, room: str, hello: dict[str, Any]) -> str:
    """Everything that a reader is sent who comes back, as it came, up to `live`."""
    socket, heard = await open_socket(address), ""
    await socket.send(json.dumps({"t": "hello", "room": room, **hello}))
    while '"live"' not in heard:
        heard += str(await socket.recv())
    await socket.close()
    return heard
