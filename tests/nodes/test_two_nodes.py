"""Two nodes over one store, one of them killed at a time: people go on at the other, and the history holds."""

import asyncio
import itertools
import random
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests import stores
from tests.history import NIGHTLY, stage
from tests.history.checker import broken_promises
from tests.history.client import Client, Pace
from tests.history.program import Program
from tests.history.record import FAIL, History
from tests.nodes.shape import running

KILLS, ENOUGH = (20, 10_000) if NIGHTLY else (6, 2_000)
LIVES_SECONDS = (1.5, 3.0)
IN_FLIGHT = 16
AT_ONCE = Pace(retries=1 / 400)


class RoamingProgram(Program):
    """Goes to the other node whenever a connection breaks, as behind a proxy."""

    ports: Iterator[int]

    async def _write_on_one_connection(self, port: int) -> None:
        await super()._write_on_one_connection(next(self.ports))


class RoamingClient(Client):
    """Goes to the other node whenever its socket breaks."""

    ports: Iterator[int]

    async def _stay(self, port: int) -> tuple[int | None, float]:
        return await super()._stay(next(self.ports))


@pytest.fixture
def empty_url(postgres: stores.Postgres) -> str:
    return postgres.empty()


async def test_two_nodes_and_their_worker_start_together_on_an_empty_database(tmp_path: Path, empty_url: str) -> None:
    """As `compose.yaml` starts them: one of the two migrates, the other waits for it."""
    async with running(tmp_path, empty_url) as shape:
        answers = [httpx.get(f"{node.address}/uk/") for node in shape.nodes]
        assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_r16_two_nodes_history(tmp_path: Path, url: str, history: History) -> None:
    """SIGKILL to one node and the other in turn under eight writers: R1's conditions, and no reader misses anything."""
    talk, dice = await stage.prepare(url, tmp_path, 8), random.Random(16)
    writers: list[RoamingProgram | RoamingClient] = [
        *(RoamingProgram(f"p{number}", talk.room, token, history) for number, token in enumerate(talk.tokens[:4])),
        *(
            RoamingClient(f"c{number}", talk.room, token, history, pace=AT_ONCE, keep=IN_FLIGHT, dice=dice)
            for number, token in enumerate(talk.tokens[4:])
        ),
    ]
    began = time.monotonic()
    async with running(tmp_path, url) as shape:
        ports = [node.port for node in shape.nodes]
        for number, writer in enumerate(writers):
            writer.ports = itertools.cycle(ports[number % 2 :] + ports[: number % 2])
        tasks = [asyncio.create_task(writer.run(0)) for writer in writers]
        for node in itertools.islice(itertools.cycle(shape.nodes), KILLS):
            await asyncio.sleep(dice.uniform(*LIVES_SECONDS))
            node.kill()
            await asyncio.to_thread(shape.start_node, node)
            assert all(not task.done() for task in tasks), [task.exception() for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    acts, log = history.read(), await stage.stored_log(url, tmp_path)
    assert broken_promises(acts, log) == []
    assert [act for act in acts if act.outcome == FAIL] == []
    acknowledged = sum(len(writer.acknowledged) for writer in writers)
    print(f"{acknowledged} acknowledged, {len(log)} in the log, {KILLS} kills in {time.monotonic() - began:.0f} s")
    assert acknowledged >= ENOUGH
