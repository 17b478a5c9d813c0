"""wrk as the load, and what it and the server's CPU clock say."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.realtime import machine

CONNECTIONS = 32
PACKAGES = ("wrk", "libluajit-5.1-2")
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Run:
    """Requests that were answered as they should be, in so many seconds of wall and of the server's CPU."""

    requests: int
    seconds: float
    cpu: float
    p99_ms: float
    refused: int

    @property
    def per_cpu(self) -> float:
        return self.requests / max(self.cpu, 0.01)


def program() -> str:
    """wrk: the machine's own, else Debian's package, unpacked outside the tree.

    Raises:
        NotAvailable: it cannot be had.
    """
    if own := shutil.which("wrk"):
        return own
    folder = machine.SCRATCH / "wrk"
    found = folder / "root" / "usr" / "bin" / "wrk"
    if not found.exists():
        folder.mkdir(parents=True, exist_ok=True)
        machine.run("apt-get", "download", "-qq", *PACKAGES, folder=folder)
        for package in folder.glob("*.deb"):
            machine.run("dpkg", "-x", str(package), str(folder / "root"))
    return str(found)


def _libraries() -> str:
    """The folders of libraries that came with Debian's package, for the loader."""
    return ":".join({str(library.parent) for library in (machine.SCRATCH / "wrk" / "root").rglob("*.so*")})


def load(
    pid: int, url: str, seconds: int, *, headers: tuple[str, ...] = (), script: Path | None = None, arguments: str = ""
) -> Run:
    """Ask for an address as fast as the server answers, on 32 connections from the second core."""
    options = [option for header in headers for option in ("-H", header)]
    command = [
        program(), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *options,
        *(["-s", str(script)] if script else []), url, *(["--", arguments] if arguments else []),
    ]  # fmt: skip
    before = cpu_seconds(pid)
    done = subprocess.run(
        machine.on_core(1, command),
        capture_output=True,
        text=True,
        timeout=seconds + 30,
        check=False,
        env=os.environ | {"LD_LIBRARY_PATH": _libraries()},
    )
    cpu = cpu_seconds(pid) - before
    said = done.stdout
    counted, p99 = re.search(r"(\d+) requests in ([\d.]+)s", said), re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if counted is None or p99 is None:
        raise machine.NotAvailable(f"wrk: {(done.stderr or said)[-200:]}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    bad = int(refused[1]) if refused else 0
    return Run(int(counted[1]) - bad, float(counted[2]), cpu, float(p99[1]) * _MS[p99[2]], bad)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all below it."""
    total = 0.0
    for process in (pid, *_below(pid)):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def _below(pid: int) -> list[int]:
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [deeper for child in children for deeper in _below(child)]
