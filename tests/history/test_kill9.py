"""The server is killed in the middle of talk, again and again; the history is checked against what it promised."""

import asyncio
import random
import time
from pathlib import Path

import pytest

from tests.history import NIGHTLY, stage
from tests.history.checker import broken_promises
from tests.history.client import Client, Pace
from tests.history.program import Program
from tests.history.record import FAIL, History
from tests.live import LiveServer

KILLS = 20
LIVES_SECONDS = (1.5, 3.0)
START_TAKES_SECONDS = 0.5
PROMISED_START_SECONDS = 2.0
LONGEST_SECONDS = 60.0
ENOUGH, LEAST = 10_000, 2_000
# What 20 lives leave of a minute for a service that is ready within a second and a half, and what each has at least.
SERVED_SECONDS, LEAST_SERVED_SECONDS = 25.0, 0.5
IN_FLIGHT = 64
AT_ONCE = Pace(retries=1 / 400)


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_r1_kill9_history(tmp_path: Path, url: str, history: History) -> None:
    """20 times SIGKILL under eight writers: what was acknowledged is there, once, in order, under its number.

    The bars are 10,000 acknowledgements and a minute. By day, where starts may be slow, the first shrinks with the time
    in which somebody answered, to 2,000 at least, and the second grows by what was beyond two seconds.
    """
    talk = await stage.prepare(url, tmp_path, 8)
    server, dice = LiveServer(tmp_path, url), random.Random(1)
    programs = [Program(f"p{number}", talk.room, token, history) for number, token in enumerate(talk.tokens[:4])]
    clients = [
        Client(f"c{number}", talk.room, token, history, pace=AT_ONCE, keep=IN_FLIGHT, dice=dice)
        for number, token in enumerate(talk.tokens[4:])
    ]
    served = late = 0.0
    try:
        await asyncio.to_thread(server.start, "--no-migrate")
        began = time.monotonic()
        tasks = [asyncio.create_task(writer.run(server.port)) for writer in [*programs, *clients]]
        for _ in range(KILLS):
            ready, lives = time.monotonic(), START_TAKES_SECONDS + dice.uniform(*LIVES_SECONDS)
            late += max(0.0, ready - server.born - PROMISED_START_SECONDS)
            await asyncio.sleep(max(LEAST_SERVED_SECONDS, server.born + lives - ready))
            server.kill()
            served += time.monotonic() - ready
            await asyncio.to_thread(server.start, "--no-migrate")
            assert all(not task.done() for task in tasks), [task.exception() for task in tasks if task.done()]
        took = time.monotonic() - began
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        assert await asyncio.to_thread(server.stop) == 0
    acts, log = history.read(), await stage.stored_log(url, tmp_path)
    assert broken_promises(acts, log) == []
    assert [act for act in acts if act.outcome == FAIL] == []
    stage.check_file(url)
    acknowledged = sum(len(writer.acknowledged) for writer in [*programs, *clients])
    print(f"{acknowledged} acknowledged in {served:.0f} s, {len(log)} in the log, {KILLS} kills in {took:.0f} s")
    assert acknowledged >= (ENOUGH if NIGHTLY else max(LEAST, ENOUGH * min(1.0, served / SERVED_SECONDS)))
    assert took <= LONGEST_SECONDS + (0.0 if NIGHTLY else late)
