"""Five hundred readers of one room."""

from pathlib import Path

import pytest

from tests.history import NIGHTLY, lasting, stage
from tests.history.checker import broken_promises
from tests.history.process import cpu_seconds, rss_bytes
from tests.history.record import History
from tests.history.rhythm import delays, evenly, percentile, spreads

READERS = 500
WARMING = 100
"""So many come before memory is measured: the first ones pay for connections to the database and for caches."""
POSTS_A_SECOND = 20
IN_SYNC_SECONDS = 60
NOISY_SECONDS = 0.04
MOST_SECONDS = 5.0
"""Where an idle timer is as late as that, others use the processors and the disk: then only this much is asked, but for the nightly run."""


@pytest.mark.alone
@pytest.mark.slow
async def test_r11_fanout(tmp_path: Path, store_url: str, history: History) -> None:
    """20 messages a second reach 500 sockets: each one, at once, for the price of a core; idle ones cost little."""
    seconds = lasting(store_url, 10, sqlite=4, postgresql=2)
    talk = await stage.prepare(store_url, tmp_path, READERS)
    people = stage.clients(talk, history)
    async with stage.served(store_url, tmp_path) as server, stage.present(people[:WARMING], server.port):
        warm = rss_bytes(server.pid)
        async with stage.present(people[WARMING:], server.port):
            kilobytes = (rss_bytes(server.pid) - warm) / (READERS - WARMING) / 1024
            idle = cpu_seconds(server.pid)
            late = await evenly(POSTS_A_SECOND, lambda: stage.say(people[0]), seconds=seconds)
            cores = (cpu_seconds(server.pid) - idle) / seconds
            log = await stage.in_sync(people, store_url, tmp_path, seconds=IN_SYNC_SECONDS)
    acts = history.read()
    assert broken_promises(acts, log) == []
    times = [delay for _, delay in delays(acts)]
    assert len(times) == READERS * len(log)
    p99, spread, machine = percentile(times, 0.99), percentile(spreads(acts), 0.99), percentile(late, 0.99)
    print(
        f"{len(times)} deliveries, p99 {p99 * 1000:.0f} ms, {spread * 1000:.0f} ms after the first reader, "
        f"the machine itself {machine * 1000:.0f} ms late, {cores:.2f} core, {kilobytes:.0f} KiB a socket"
    )
    assert p99 <= (0.25 if NIGHTLY or machine <= NOISY_SECONDS else MOST_SECONDS)
    assert cores <= 1.2
    assert kilobytes <= 100
