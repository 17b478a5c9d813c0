"""Rooms full of people in a store that a server process will serve, and the log that it leaves behind."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Session, User
from forum.entrypoints import services as build_services
from forum.foundation.database import table
from forum.foundation.ids import secret_token, short_id, token_hash
from forum.foundation.services import Services
from forum.foundation.settings import from_environment
from forum.rooms.actions import membership
from forum.rooms.rules import Part
from tests.history.checker import Stored
from tests.history.client import Client
from tests.history.record import History
from tests.live import LiveServer

ENTER_SECONDS = 60
_LOG = sa.text(
    "SELECT r.public_id AS room, r.head AS head, e.seq, e.kind, u.public_id AS author, e.client_id AS id, "
    "coalesce(e.now_text, e.text, '') AS text, e.state, e.of_seq AS of FROM rooms r "
    "JOIN room_entries e ON e.room_id = r.id LEFT JOIN users u ON u.id = e.author_id ORDER BY r.id, e.seq"
)


@dataclass
class Talk:
    """Shown rooms of a store, and tokens of people who may talk in all of them; the first one hosts."""

    rooms: list[str]
    tokens: list[str]
    accounts: list[str]

    @property
    def room(self) -> str:
        return self.rooms[0]


@asynccontextmanager
async def services_over(url: str, folder: Path, **environment: str) -> AsyncIterator[Services]:
    """The services of another process over the same store."""
    store = {"MOSTY_DATABASE_URL": url, "MOSTY_DATA_DIR": str(folder), "MOSTY_LIMITS": "off"}
    services = build_services.build(from_environment(store | environment))
    try:
        yield services
    finally:
        await services.database.close()


async def prepare(url: str, folder: Path, people: int, *, rooms: int = 1) -> Talk:
    """Shown rooms with so many members, whose accounts are confirmed and who hold a token each."""
    talk = Talk([], [secret_token() for _ in range(people)], [short_id() for _ in range(people)])
    async with services_over(url, folder) as services, services.database.work() as work:
        users = [
            {
                "public_id": account, "email": f"{account}@example.org", "name": f"Person {number}", "role": "resident",
                "lang": "en", "zone": "Europe/Kyiv", "age_band": "adult", "created_at": work.now,
                "confirmed_at": work.now,
            }
            for number, account in enumerate(talk.accounts)
        ]  # fmt: skip
        await work.db.execute(sa.insert(table(User)), users)
        found = await work.db.execute(sa.select(table(User).c.public_id, table(User).c.id))
        rows = {row.public_id: row.id for row in found}
        ids = [rows[account] for account in talk.accounts]
        sessions = [
            {
                "user_id": row, "token_hash": token_hash(token), "kind": "token", "device": "test",
                "created_at": work.now, "seen_at": work.now,
            }
            for row, token in zip(ids, talk.tokens, strict=True)
        ]  # fmt: skip
        await work.db.execute(sa.insert(table(Session)), sessions)
        for _ in range(rooms):
            row, room = await membership.open_room(work, host_id=ids[0])
            for guest in ids[1:]:
                await membership.join(work, row, guest, Part.GUEST)
            await membership.show_room(work, row, closes_at=None)
            talk.rooms.append(room)
    return talk


@asynccontextmanager
async def served(url: str, folder: Path, **environment: str) -> AsyncIterator[LiveServer]:
    """A server process over a prepared store, without a worker, until the block ends."""
    server = LiveServer(folder, url, **environment)
    try:
        await start(server)
        yield server
    finally:
        await asyncio.to_thread(server.stop)


async def start(server: LiveServer) -> None:
    """Start it, or start it again."""
    await asyncio.to_thread(server.start, "--no-migrate", "--no-worker")


def clients(talk: Talk, history: History, count: int | None = None, **how: Any) -> list[Client]:
    """The first so many people of a talk, or all of them, over its rooms in turn; `how` is as in `Client`."""
    return [
        Client(f"c{number}", talk.rooms[number % len(talk.rooms)], token, history, **how)
        for number, token in enumerate(talk.tokens[:count])
    ]


@asynccontextmanager
async def present(people: Iterable[Client], port: int) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Everybody enters, has caught up when the block begins, and leaves when it ends; the task of each."""
    people = list(people)
    tasks = [asyncio.create_task(person.run(port)) for person in people]
    try:
        await all_live(people, seconds=ENTER_SECONDS)
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def say(person: Client) -> None:
    """Say something now."""
    person.write()
    person.flush()


async def stored_log(url: str, folder: Path) -> Sequence[Stored]:
    """Every entry of every room in the order of numbers; the rooms' heads agree with them."""
    async with services_over(url, folder) as services, services.database.read() as db:
        rows = (await db.execute(_LOG)).mappings().all()
    log = [Stored(**{key: value for key, value in row.items() if key != "head"}) for row in rows]
    last = {row["room"]: row["seq"] for row in rows}
    assert {row["room"]: row["head"] for row in rows} == last
    return log


async def all_live(people: Sequence[Client], *, seconds: float, since: float = 0.0) -> None:
    """Wait until each has caught up, on a connection that was tried after a moment."""
    await until(lambda: all(person.live and person.connected[-1] >= since for person in people), seconds=seconds)


async def in_sync(people: Sequence[Client], url: str, folder: Path, *, seconds: float) -> Sequence[Stored]:
    """Wait until nobody has anything left to say and all have heard everything; the log, which grows no more."""
    async with asyncio.timeout(seconds):
        await until(lambda: not any(person.waiting for person in people), seconds=seconds)
        log = await stored_log(url, folder)
        heads = {entry.room: entry.seq for entry in log}
        await until(lambda: all(person.page.head == heads[person.room] for person in people), seconds=seconds)
    return log


async def until(true: Callable[[], bool], *, seconds: float) -> None:
    """Wait for something, but not for longer."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


def check_file(url: str) -> None:
    """An SQLite store is whole."""
    store = sqlite3.connect(url.removeprefix("sqlite:///"))
    assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert store.execute("PRAGMA foreign_key_check").fetchall() == []
    store.close()
