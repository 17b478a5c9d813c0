"""Twenty readers who stop reading, beside fifty who don't."""

import asyncio
import functools
import json
import re
import urllib.request
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest

from realtime.ring import RING_ENTRIES
from tests.history import NIGHTLY, lasting, stage
from tests.history.checker import broken_promises
from tests.history.client import Client
from tests.history.line import Line
from tests.history.process import established, rss_bytes
from tests.history.record import History
from tests.history.rhythm import delays, percentile
from tests.live import LiveServer

NORMAL = 50
STUCK = 20
SPEAKERS = 8
PAUSE_SECONDS = 0.08
"""Quick enough to fill what the kernel keeps for a stuck reader before it gives the connection up by itself."""
TALK_SECONDS = 90
WARMING = RING_ENTRIES
CALM = 100
NIGHTLY_P99_SECONDS = 0.05
TEXT = "Ї" * 3_950
SMALL_BUFFER_BYTES = 4_096
UNREGISTERED_SECONDS = 5
FREED_SECONDS = 15


@pytest.mark.alone
@pytest.mark.slow
async def test_r8_slow_consumer(tmp_path: Path, store_url: str, history: History) -> None:
    """Who does not read is closed with 4430 and let go of; the others notice nothing and the memory stays."""
    messages = lasting(store_url, 3_000, sqlite=500, postgresql=500)
    talk = await stage.prepare(store_url, tmp_path, NORMAL + STUCK)
    people = stage.clients(talk, history, NORMAL)
    speakers, others = people[:SPEAKERS], people[SPEAKERS:]
    async with (
        stage.served(store_url, tmp_path, MOSTY_PUBLIC_METRICS="on") as server,
        stage.present(speakers, server.port),
    ):
        await talk_away(speakers, WARMING, pause=0)  # until the ring of recent entries is full
        for person in others:
            person.page.head = speakers[0].page.head
        async with stage.present(others, server.port):
            await talk_away(speakers, CALM)
            calm = len(history.read())
            async with stuck(server.port, talk.room, talk.tokens[NORMAL:]) as peers:
                assert established(server.port, peers) == STUCK
                before = rss_bytes(server.pid)
                await talk_away(speakers, messages)
                await stage.until(lambda: metric(server, "slow_closed_total") == STUCK, seconds=UNREGISTERED_SECONDS)
                assert metric(server, "sockets") == NORMAL
                assert metric(server, "closed_4430_total") == STUCK
                grown = (rss_bytes(server.pid) - before) / 2**20
                log = await stage.in_sync(people, store_url, tmp_path, seconds=20)
                await stage.until(lambda: established(server.port, peers) == 0, seconds=FREED_SECONDS)
    acts = history.read()
    assert broken_promises(acts, log) == []
    before_them, with_them = ([delay for _, delay in delays(some)] for some in (acts[:calm], acts[calm:]))
    alone, beside, worst = percentile(before_them, 0.95), percentile(with_them, 0.95), percentile(with_them, 0.99)
    print(
        f"p95 {alone * 1000:.0f} ms, beside the stuck ones {beside * 1000:.0f} ms (p99 {worst * 1000:.0f}), "
        f"{grown:.1f} MiB more"
    )
    assert all(person.codes == [] for person in people)
    assert beside <= max(0.25, 4 * alone)
    assert not NIGHTLY or worst < NIGHTLY_P99_SECONDS
    assert grown < 20


async def talk_away(speakers: Sequence[Client], messages: int, *, pause: float = PAUSE_SECONDS) -> None:
    """Say so many long things in turn, each speaker the next one when the last is there."""
    left = messages
    async with asyncio.timeout(TALK_SECONDS):
        while left:
            for speaker in speakers:
                if left and not speaker.waiting:
                    speaker.write(text=f"{left} {TEXT}")
                    speaker.flush()
                    left -= 1
            await asyncio.sleep(pause)
        said = sum(len(speaker.typed) for speaker in speakers)
        await stage.until(lambda: all(speaker.page.head == said for speaker in speakers), seconds=TALK_SECONDS)


@asynccontextmanager
async def stuck(port: int, room: str, tokens: Sequence[str]) -> AsyncIterator[set[int]]:
    """People who enter and then read nothing, with small buffers; the ports at their ends."""
    with ExitStack() as stack:
        peers = set()
        for token in tokens:
            live = asyncio.Event()
            hear = functools.partial(_hear_live, live)
            line = await Line.open(port, hear, token, SMALL_BUFFER_BYTES)
            stack.callback(line.cut)
            line.send(json.dumps({"t": "hello", "room": room, "last": 1}).encode())
            await asyncio.wait_for(live.wait(), 10)
            line.transport.pause_reading()
            peers.add(line.transport.get_extra_info("sockname")[1])
        yield peers


def _hear_live(live: asyncio.Event, text: bytes) -> None:
    if b'"live"' in text:
        live.set()


def metric(server: LiveServer, name: str) -> float:
    with urllib.request.urlopen(f"{server.address}/metrics", timeout=5) as answer:
        found = re.search(rf"^mosty_{name} (\S+)$", answer.read().decode(), re.MULTILINE)
    return float(found[1]) if found else 0.0
