"""What the engine counts."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Counters:
    """Totals, unless said otherwise."""

    sockets: int = 0  # gauge
    sockets_total: int = 0
    entries_total: int = 0
    deliveries_total: int = 0
    frames_in_total: int = 0
    bad_frames_total: int = 0
    posts_total: int = 0
    refused_total: int = 0
    resets_total: int = 0
    gaps_total: int = 0
    log_reads_total: int = 0
    slow_closed_total: int = 0
    closed: dict[int, int] = field(default_factory=dict)
