"""Measure a visit of 300 guests, and say it: on the terminal, and in docs/performance.md after a whole run."""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.realtime import machine, report
from bench.realtime.report import Target, grid, number
from bench.realtime.servers import running
from bench.visit.hall import Hall

GUESTS, SECONDS, QUICK_GUESTS, QUICK_SECONDS = 300, 180, 100, 20
MOST_MS = 250
TICKS = 100
"""What the kernel counts CPU in, a second (`getconf CLK_TCK` on Linux)."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds by what was done, what failed, and the share of its core that the server used."""

    took: Mapping[str, Sequence[float]]
    failed: Mapping[str, int]
    core: float


def measure(guests: int, seconds: int) -> Run:
    """Let the guests in, have them talk, ask and vote."""
    hall = Hall(guests)
    try:
        with running(hall.server, hall.folder) as pid:
            given = [str(hall.server.port), str(hall.tokens), hall.room, hall.visit, str(seconds)]
            command = machine.on_core(1, [sys.executable, "-m", "bench.visit.guests", *given])
            before = _cpu(pid)
            done = subprocess.run(command, cwd=machine.ROOT, capture_output=True, text=True, timeout=2 * seconds + 120)
            used = _cpu(pid) - before
    finally:
        shutil.rmtree(hall.folder, ignore_errors=True)
    if done.returncode:
        raise SystemExit(f"bench: the guests did not come through: {done.stderr[-500:]}")
    said = json.loads(done.stdout)
    return Run(said["took"], said["failed"], used / said["seconds"])


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def markdown(runs: Sequence[Run], guests: int, seconds: int) -> str:
    """Everything between the markers."""
    every = {what: sorted(took for run in runs for took in run.took.get(what, ())) for run in runs for what in run.took}
    failed = sum(sum(run.failed.values()) for run in runs)
    targets = [Target(f"{what}, p99", _at(took, 0.99), most=MOST_MS, unit="ms") for what, took in every.items()]
    rows = [
        (what, f"{len(took) // len(runs):,}", *(number(_at(took, share)) for share in (0.5, 0.95, 0.99, 1)))
        for what, took in every.items()
    ]
    core = 100 * sum(run.core for run in runs) / len(runs)
    return "\n\n".join((
        f"Measured on {machine.description()}; SQLite, the server on one core, {guests} guests on the other."
        f" Runs: {len(runs)}, of {seconds} s after all had come. The server used {core:.0f} % of its core; {failed}"
        f" requests or messages failed.",
        grid(("target", "wanted", "measured", "", ""), (target.row() for target in targets)),
        grid(("what", "a run", "p50 ms", "p95 ms", "p99 ms", "most ms"), rows),
    ))  # fmt: skip


def _at(took: Sequence[float], share: float) -> float:
    return 1000 * took[min(len(took) - 1, int(len(took) * share))]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.visit", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short look that writes no file")
    parser.add_argument("--repeats", type=int, default=3, help="how often the visit takes place")
    chosen = parser.parse_args()
    guests, seconds = (QUICK_GUESTS, QUICK_SECONDS) if chosen.quick else (GUESTS, SECONDS)
    runs = [measure(guests, seconds) for _ in range(1 if chosen.quick else chosen.repeats)]
    text = markdown(runs, guests, seconds)
    print(text)
    for run in runs:
        for what, times in run.failed.items():
            print(f"failed {times} times: {what}")
    if not chosen.quick:
        report.write(text, "visit")


main()
