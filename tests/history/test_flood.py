"""Somebody writes a thousand frames a second; the others talk on."""

import asyncio
import itertools
import json
from pathlib import Path
from uuid import uuid4

import pytest

from realtime.wire import CLOSE_FLOOD, Limits
from tests.history import NIGHTLY, lasting, stage
from tests.history.checker import broken_promises
from tests.history.client import Client
from tests.history.line import Line
from tests.history.process import rss_bytes
from tests.history.record import History
from tests.history.rhythm import delays, evenly, percentile

PEOPLE = 12
FRAMES_A_SECOND = 1_000
NIGHTLY_P99_SECONDS = 0.05


@pytest.mark.alone
@pytest.mark.slow
async def test_r18_backpressure_in(tmp_path: Path, store_url: str, history: History) -> None:
    """Who floods gets what the bucket holds and 4429, however often they come back; nobody else notices."""
    seconds = lasting(store_url, 10, sqlite=3, postgresql=2)
    talk = await stage.prepare(store_url, tmp_path, PEOPLE + 1)
    people, flooder = stage.clients(talk, history, PEOPLE), Flooder(talk.room, talk.tokens[PEOPLE])
    async with (
        stage.served(store_url, tmp_path, MOSTY_LIMITS="on") as server,
        stage.present(people, server.port),
    ):
        await chat(people, seconds)
        calm, before = len(history.read()), rss_bytes(server.pid)
        flooding = asyncio.create_task(flooder.run(server.port))
        await chat(people, seconds)
        flooding.cancel()
        await asyncio.gather(flooding, return_exceptions=True)
        grown = (rss_bytes(server.pid) - before) / 2**20
        log = await stage.in_sync(people, store_url, tmp_path, seconds=20)
    acts = history.read()
    assert [broken for broken in broken_promises(acts, log) if broken.rule != "denied"] == []
    theirs = {ident for person in people for ident in person.typed}
    flood = [entry for entry in log if entry.id not in theirs]
    limits = Limits()
    assert 0 < len(flood) <= limits.post_burst + limits.posts_per_second * (seconds + 1)
    assert flooder.sent >= FRAMES_A_SECOND * seconds / 2
    assert set(flooder.codes) == {CLOSE_FLOOD}
    before_it, during = ([delay for _, delay in delays(some)] for some in (acts[:calm], acts[calm:]))
    quiet, loud, worst = percentile(before_it, 0.95), percentile(during, 0.95), percentile(during, 0.99)
    print(
        f"{flooder.sent} frames, {len(flooder.codes)} closes, p95 {quiet * 1000:.0f} then {loud * 1000:.0f} ms, "
        f"p99 {worst * 1000:.0f} ms"
    )
    assert all(person.codes == [] for person in people)
    assert loud <= max(0.25, 5 * quiet)
    assert not NIGHTLY or worst < NIGHTLY_P99_SECONDS
    assert grown < 10


async def chat(people: list[Client], seconds: int) -> None:
    """Everybody says something now and then, within the limits."""
    turn = itertools.cycle(people)
    await evenly(PEOPLE / 1.5, lambda: stage.say(next(turn)), seconds=seconds)


class Flooder:
    """Posts as fast as it is told to and comes back at once; `sent` counts the frames, `codes` how it was closed."""

    def __init__(self, room: str, token: str) -> None:
        self.room = room
        self.token = token
        self.sent = 0
        self.codes: list[int | None] = []

    async def run(self, port: int) -> None:
        """Flood until cancelled."""
        line = await self._enter(port)

        def post() -> None:
            self.sent += 1
            line.send(json.dumps({"t": "post", "room": self.room, "id": str(uuid4()), "text": "flood"}).encode())

        while True:
            await evenly(FRAMES_A_SECOND, post, seconds=0.2)
            if line.closed.done():
                self.codes.append(line.closed.result())
                line = await self._enter(port)

    async def _enter(self, port: int) -> Line:
        line = await Line.open(port, lambda text: None, self.token)
        line.send(json.dumps({"t": "hello", "room": self.room, "last": 1}).encode())
        return line
