"""What is measured, with whom, and how each figure is read."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bench.realtime import machine
from bench.realtime.load import Outcome, Plan, measure
from bench.realtime.servers import Announcer, Ceiling, Channels, Mosty, Nchan, Server, SocketIo, Ws
from bench.realtime.town import WRITERS, Town

UNDER_WAY = 256
# As long as one of Mosty's entries is on the wire for a text of 200 bytes, which is in it as text and as HTML.
ENTRY_BYTES = 620

Samples = dict[tuple[str, str], list[Outcome]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A plan and the servers that it is run with, one after another."""

    name: str
    plan: Plan
    servers: Sequence[Server]


@dataclass(frozen=True, slots=True)
class Pace:
    """How long and how often: the whole thing, or a short look."""

    repeats: int
    seconds: int
    hall: int
    idle: int
    handshakes: int


WHOLE = Pace(repeats=3, seconds=5, hall=5_000, idle=10_000, handshakes=3_000)
QUICK = Pace(repeats=1, seconds=2, hall=1_000, idle=2_000, handshakes=1_000)


def scenarios(town: Town, pace: Pace) -> list[Scenario]:
    """Every scenario; peers that cannot be had fail when they are started."""
    mosty, announcer, ceiling, nchan = Mosty(town), Announcer(), Ceiling(), Nchan()
    peers: list[Server] = [Ws(), SocketIo(), Channels()]
    both = (f"rate:100:{pace.seconds}", f"window:{UNDER_WAY}:{pace.seconds}")
    saturated = both[1:]
    return [
        Scenario("200", Plan(200, both), [mosty, nchan, *peers, ceiling]),
        Scenario("200", Plan(200, saturated), [announcer]),
        Scenario("1000", Plan(1_000, both), [mosty, nchan, *peers, ceiling]),
        Scenario("1000", Plan(1_000, saturated), [announcer, Ceiling(ENTRY_BYTES)]),
        Scenario("5000", Plan(pace.hall, (f"rate:100:{2 * pace.seconds}",)), [nchan, *peers[:1], ceiling]),
        Scenario("5000", Plan(pace.hall, (f"rate:100:{2 * pace.seconds}",), page="/uk/visits"), [mosty]),
        Scenario("posts", Plan(WRITERS, (f"acks:{WRITERS}:{pace.seconds}", f"ackrate:500:{pace.seconds}")), [mosty]),
        Scenario("handshakes", Plan(pace.handshakes, hello=False), [mosty]),
        Scenario("idle", Plan(pace.idle), [mosty]),
    ]


def run_all(town: Town, pace: Pace, tell: Callable[[str], None]) -> tuple[Samples, dict[str, str], dict[str, str]]:
    """Samples by scenario and server, versions, and why a server is not available."""
    samples: Samples = {}
    versions: dict[str, str] = {}
    absent: dict[str, str] = {}
    for repeat in range(pace.repeats):
        for scenario, server in _in_turn(scenarios(town, pace)):
            if server.name in absent:
                continue
            try:
                if server.name not in versions:
                    versions[server.name] = server.version()
                tell(f"{repeat + 1}/{pace.repeats} {scenario.name}: {server.name}")
                with _folder(server, town) as folder:
                    outcome = measure(server, scenario.plan, Path(folder))
            except machine.NotAvailable as reason:
                tell(f"   not available: {reason}")
                absent[server.name] = str(reason)
                continue
            samples.setdefault((scenario.name, server.name), []).append(outcome)
    return samples, versions, absent


def _in_turn(every: list[Scenario]) -> Iterator[tuple[Scenario, Server]]:
    for scenario in every:
        for server in scenario.servers:
            yield scenario, server


def _folder(server: Server, town: Town) -> AbstractContextManager[Path | str]:
    return town.copy() if isinstance(server, Mosty) else tempfile.TemporaryDirectory(dir=machine.SCRATCH)
