"""Five hundred readers lose their server at once and come back to it."""

import asyncio
import bisect
import math
import random
import time
from pathlib import Path

import httpx
import pytest

from tests.history import NIGHTLY, stage
from tests.history.checker import broken_promises
from tests.history.client import Pace
from tests.history.record import History
from tests.history.rhythm import evenly, percentile

READERS = 500
POSTS_A_SECOND = 20
IN_SYNC_SECONDS = 60
GET_EVERY_SECONDS = 0.05
LEAST_PAGES = 10
PAGES_SECONDS = 1.0
SLOW_START_SECONDS = 1
AFTER_SLOW_START = 0.60
WITH_REFUSED = 0.90
"""The busiest second of all tries, also those that meet nobody; a first try within a second would make it 1.3."""


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("outage", "busiest"),
    [pytest.param(1.0, 0.35, id="1 s"), *([pytest.param(15.0, 0.60, id="15 s")] if NIGHTLY else [])],
)
async def test_r7_reconnect_storm(
    tmp_path: Path, store_url: str, history: History, outage: float, busiest: float
) -> None:
    """SIGKILL; the first tries are spread over 8 s; everybody is in sync again, and pages are answered meanwhile."""
    dice = random.Random(7)
    talk = await stage.prepare(store_url, tmp_path, READERS)
    people = stage.clients(talk, history, pace=Pace(), dice=dice)
    began = time.monotonic()
    async with stage.served(store_url, tmp_path) as server:
        start_takes = time.monotonic() - began
        async with stage.present(people, server.port):
            talking = asyncio.create_task(
                evenly(POSTS_A_SECOND, lambda: stage.say(dice.choice(people[:POSTS_A_SECOND])), seconds=999)
            )
            over = asyncio.Event()
            over.set()
            quiet = await ask_for_pages(server.address, over)
            over.clear()
            server.kill()
            killed = time.monotonic()
            await asyncio.sleep(outage - start_takes)
            await stage.start(server)
            back = time.monotonic()
            asking = asyncio.create_task(ask_for_pages(server.address, over))
            await stage.all_live(people, seconds=IN_SYNC_SECONDS, since=killed)
            took = time.monotonic() - back
            talking.cancel()
            over.set()
            answers = await asking
            log = await stage.in_sync(people, store_url, tmp_path, seconds=IN_SYNC_SECONDS)
    for person in people:
        person.show()
    assert broken_promises(history.read(), log) == []
    answered = min(person.connected[-1] for person in people)
    down = answered - killed
    tries = sorted(moment for person in people for moment in person.connected[1:])
    every, share = (busiest_share(some, 1) for some in (tries, tries[bisect.bisect_left(tries, answered) :]))
    usual, storm = (
        percentile([math.inf if some is None else some for some in all_], 0.95) for all_ in (quiet, answers)
    )
    print(
        f"down {down:.1f} s, in sync {took:.1f} s later, busiest second {share:.0%} ({every:.0%} with refused tries), "
        f"{len(answers)} pages, p95 {storm * 1000:.0f} ms, before {usual * 1000:.0f} ms"
    )
    assert took <= IN_SYNC_SECONDS
    # Every second for which a start takes longer sends more people into their later, shorter waits.
    assert share <= (busiest if down <= outage + SLOW_START_SECONDS else AFTER_SLOW_START)
    assert every <= WITH_REFUSED
    assert sum(some is None for some in answers) < len(answers) / 100
    assert storm <= (PAGES_SECONDS if NIGHTLY else max(PAGES_SECONDS, 10 * usual))


def busiest_share(moments: list[float], seconds: float) -> float:
    """The largest share of the readers whose tries, in order of time, fell into so short a span."""
    within = (bisect.bisect_left(moments, moment + seconds) - place for place, moment in enumerate(moments))
    return max(within) / READERS


async def ask_for_pages(address: str, over: asyncio.Event) -> list[float | None]:
    """Ask for the front page ten times, and on until it is over; the seconds that each took, None for a failure."""
    answers: list[float | None] = []
    async with httpx.AsyncClient(base_url=address, timeout=10) as http:
        while len(answers) < LEAST_PAGES or not over.is_set():
            began = time.monotonic()
            try:
                (await http.get("/en/")).raise_for_status()
                answers.append(time.monotonic() - began)
            except httpx.HTTPError:
                answers.append(None)
            await asyncio.sleep(GET_EVERY_SECONDS)
    return answers
