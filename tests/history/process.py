"""What the system says of a server process: memory, processor time, connections."""

import os
from pathlib import Path

ESTABLISHED = "01"


def rss_bytes(pid: int) -> int:
    """Memory that the process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """Processor time that the process has used, its system calls included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def established(port: int, peers: set[int]) -> int:
    """How many connections from a port to one of these ports of peers on loopback are open as the kernel sees it."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(
        state == ESTABLISHED and int(local[-4:], 16) == port and int(remote[-4:], 16) in peers
        for _, local, remote, state, *_ in rows
    )
