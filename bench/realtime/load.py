"""Running the load client, and what it says."""

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.realtime import machine
from bench.realtime.servers import Server, running

LONGEST_SECONDS = 240


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of the client against a server that was just started.

    Attributes:
        phases: as the client takes them, such as `rate:100:5`.
        page: what a browser asks for beside the load, 20 times a second.
        hello: False leaves Mosty's members before the door of the room.
    """

    members: int
    phases: tuple[str, ...] = ()
    writers: int = 64
    page: str | None = None
    hello: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run measured; CPU is the server's, of its whole process tree, in seconds."""

    members: int
    opened: int
    open_cpu: float
    kb_each: float
    phases: list[dict[str, Any]] = field(default_factory=list)

    @property
    def handshakes_per_cpu(self) -> float:
        return self.opened / max(self.open_cpu, 0.01)

    def phase(self, name: str) -> dict[str, Any]:
        return next((phase for phase in self.phases if phase["phase"] == name), {})


def client() -> Path:
    """The load client, compiled."""
    return machine.compiled("load", *sorted((machine.HERE / "load").glob("*.c")))


def measure(server: Server, plan: Plan, folder: Path) -> Outcome:
    """Start the server, put the load on it, stop it.

    Raises:
        NotAvailable: the server did not start, or the client came to nothing.
    """
    with running(server, folder) as pid:
        options = [
            "-P", str(server.port), "-k", server.speaks, "-u", server.path, "-p", str(pid), "-n", str(plan.members),
            "-w", str(plan.writers), "-b", str(server.burst), *server.client_options(),
            *(["-g", plan.page] if plan.page else []), *([] if plan.hello else ["-H"]),
        ]  # fmt: skip
        command = machine.on_core(1, [str(machine.SCRATCH / "load"), *options, *plan.phases])
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            raise machine.NotAvailable(f"the load on {server.name} did not end") from None
    try:
        said = json.loads(done.stdout)
    except ValueError:
        raise machine.NotAvailable(f"the load on {server.name} failed: {done.stderr[-300:]}") from None
    if done.stderr:
        print(f"   {server.name}: {done.stderr.strip().splitlines()[0][:150]}", flush=True)
    grown = said["rss_kb"] - said["rss_before_kb"]
    return Outcome(said["asked"], said["opened"], said["cpu"], grown / max(said["opened"], 1), said["phases"])
