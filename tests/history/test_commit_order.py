"""Numbers follow commits: a reader never sees one while an earlier one is still to come."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from forum.foundation.services import Services
from forum.rooms.actions import entries
from realtime.wire import Post
from tests.history import stage
from tests.history.author import Author
from tests.history.checker import broken_promises
from tests.history.client import Client
from tests.history.record import History
from tests.live import LiveServer

POSTS = 500
SLOW_POSTS = 12
COMMIT_TAKES_SECONDS = 0.2
POLL_SECONDS = 0.005
PAUSE_SECONDS = 0.008


@pytest.mark.slow
async def test_r4_commit_order(tmp_path: Path, store_url: str, history: History) -> None:
    """Two processes write to a room; 200 ms lie between one's INSERT and COMMIT; two readers see 1 … N, no skip."""
    talk = await stage.prepare(store_url, tmp_path, 2)
    server = LiveServer(tmp_path, store_url)
    slow = Author("slow", talk.room, None, history)
    fast = Client("fast", talk.room, talk.tokens[0], history)
    try:
        await asyncio.to_thread(server.start, "--no-migrate", "--no-worker")
        async with stage.services_over(store_url, tmp_path) as other:
            talking = asyncio.create_task(fast.run(server.port))
            await asyncio.gather(
                poll(server.address, talk.room, history),
                write_quickly(fast),
                write_slowly(other, talk.accounts[1], slow),
            )
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)
    finally:
        await asyncio.to_thread(server.stop)
    log = await stage.stored_log(store_url, tmp_path)
    assert broken_promises(history.read(), log) == []
    assert len(log) == POSTS
    late = sorted(slow.acknowledged.values())
    assert len(late) == SLOW_POSTS
    assert late[-1] - late[0] >= 2 * SLOW_POSTS, "the two did not write at the same time"


async def write_quickly(fast: Client) -> None:
    """The process that does not; it leaves room for the other one's entries."""
    while len(fast.typed) < POSTS - SLOW_POSTS:
        fast.write()
        fast.flush()
        await asyncio.sleep(PAUSE_SECONDS)


async def write_slowly(other: Services, account: str, slow: Author) -> None:
    """The process that takes its time between writing and committing."""
    takes_time = slowed_on_sqlite if other.settings.sqlite else slowed_on_postgresql
    for _ in range(SLOW_POSTS):
        frame = slow.write()
        change = Post(room=slow.room, id=UUID(frame["id"]), text=frame["text"])
        job = entries.job(account, change, frame["text"], other.clock.now())
        slow.on_its_way(frame["id"])
        written = await other.database.group.submit(takes_time(job), key=slow.room)
        assert isinstance(written, entries.Written)
        slow.answered(frame["id"], written.seq)
        await asyncio.sleep(0.15)  # SQLite has no queue: the other one has to find its lock free


Slowed = Callable[[entries.Job], entries.Job]


def slowed_on_sqlite(job: entries.Job) -> entries.Job:
    def run(connection: sa.Connection) -> object:
        written = job(connection)
        time.sleep(COMMIT_TAKES_SECONDS)
        return written

    return run  # type: ignore[return-value]


def slowed_on_postgresql(job: entries.Job) -> entries.Job:
    def run(connection: sa.Connection) -> object:
        written = job(connection)
        connection.execute(sa.text(f"SELECT pg_sleep({COMMIT_TAKES_SECONDS})"))
        return written

    return run  # type: ignore[return-value]


async def poll(address: str, room: str, history: History) -> None:
    """Read on by number until everything is there."""
    head = 0
    history.add("poller", "hello", {"room": room, "after": 0})
    async with httpx.AsyncClient(base_url=address) as http:
        while head < POSTS:
            answer = await http.get(f"/api/v1/rooms/{room}/entries", params={"after": head, "limit": POSTS})
            if seqs := [entry["seq"] for entry in answer.raise_for_status().json()["entries"]]:
                history.add("poller", "hear", {"room": room, "seqs": seqs})
                head = seqs[-1]
            await asyncio.sleep(POLL_SECONDS)
