"""A hundred people on bad networks: in the end every page shows what the database has."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.history import NIGHTLY, lasting, stage
from tests.history.checker import broken_promises
from tests.history.client import Client, Pace
from tests.history.proxy import CALM, FaultProxy, Link, Weather
from tests.history.record import History
from tests.history.rhythm import evenly

CLIENTS = 100
ROOMS = 4
WRITES_A_SECOND = 20
SCALE = 1 / 8
"""Clients' waits, heartbeats and the stalls are as much shorter than the contract's, so that many fit into the storm."""
PACE = Pace(retries=SCALE, beats=SCALE)
STALL_SECONDS = (1 * SCALE, 10 * SCALE)
FAULTS_A_SECOND = 25
CALM_SECONDS = 10 if NIGHTLY else 20
BAD = Weather(latency=0.3, jitter=0.2, bytes_a_second=8_000)


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_r6_chaos_proxy(tmp_path: Path, store_url: str, history: History) -> None:
    """Cuts at a random byte, half-open connections, stalls, 300 +/- 200 ms and 64 kbit/s; then calm, then the truth."""
    dice, seconds = random.Random(6), lasting(store_url, 60, sqlite=12, postgresql=8)
    talk = await stage.prepare(store_url, tmp_path, CLIENTS, rooms=ROOMS)
    people = stage.clients(talk, history, pace=PACE, dice=dice)
    async with (
        FaultProxy(dice) as proxy,
        stage.served(store_url, tmp_path, MOSTY_HOSTS=f"127.0.0.1:{proxy.port}") as server,
    ):
        proxy.server_port = server.port
        async with stage.present(people, proxy.port) as reading:
            proxy.weather = BAD
            faults = await storm(proxy, people, dice, seconds)
            proxy.weather = CALM
            log = await stage.in_sync(people, store_url, tmp_path, seconds=CALM_SECONDS)
            assert not any(task.done() for task in reading), [person.codes for person in people]
    for person in people:
        person.show()
    assert broken_promises(history.read(), log) == []
    kinds = {kind: sum(entry.kind == kind for entry in log) for kind in ("said", "edited", "removed")}
    reconnects = sum(len(person.connected) - 1 for person in people)
    print(f"{kinds}, {faults} faults, {reconnects} reconnects")
    assert min(kinds.values()) >= seconds / 4
    assert reconnects >= 4 * seconds
    assert faults["lose"] >= seconds


async def storm(proxy: FaultProxy, people: Sequence[Client], dice: random.Random, seconds: int) -> Counter[str]:
    """Faults and words for as long as the storm lasts; how many faults of each kind there were."""
    faults: Counter[str] = Counter()

    def blow() -> None:
        if links := [link for link in proxy.links if not link.lost]:
            faults[trouble(dice.choice(links), dice)] += 1

    await asyncio.gather(
        evenly(WRITES_A_SECOND, lambda: write_something(dice.choice(people), dice), seconds=seconds),
        evenly(FAULTS_A_SECOND, blow, seconds=seconds),
    )
    return faults


def write_something(person: Client, dice: random.Random) -> None:
    """A post, or an edit or the removal of one's own."""
    own = [
        seq for seq, (ident, _, state) in person.page.messages.items() if ident in person.typed and state == "visible"
    ]
    if own and dice.random() < 0.4:
        person.write(dice.choice(["edit", "edit", "remove"]), of=dice.choice(own))
    else:
        person.write()
    person.flush()


def trouble(link: Link, dice: random.Random) -> str:
    """One fault; its name."""
    kind = dice.choice(["cut", "cut", "lose", "stall"])
    if kind == "cut":
        link.cut_within(1_000)
    elif kind == "lose":
        link.lose()
    else:
        link.stall(dice.uniform(*STALL_SECONDS))
    return kind
