"""Figures become tables: medians of the repeats, ratios, and whether a target was reached."""

import sqlite3
import statistics
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.realtime import machine
from bench.realtime.load import Outcome
from bench.realtime.scenarios import ENTRY_BYTES, UNDER_WAY, Pace, Samples
from bench.realtime.servers import Announcer, Ceiling, Mosty, Nchan

PAGE = machine.ROOT / "docs" / "performance.md"
MOSTY, ENGINE, NCHAN = Mosty.name, Announcer.name, Nchan.name
CEILING, LONG_CEILING = Ceiling().name, Ceiling(ENTRY_BYTES).name
Figure = Callable[[Outcome], float]


def per_cpu(phase: str, what: str = "delivered") -> Figure:
    """Things done in a phase for each second of the server's CPU."""
    return lambda outcome: outcome.phase(phase)[what] / max(outcome.phase(phase)["cpu"], 0.01)


def of(phase: str, what: str) -> Figure:
    return lambda outcome: float(outcome.phase(phase)[what])


def core(phase: str) -> Figure:
    """The share of a core that the server used, in percent."""
    return lambda outcome: 100 * outcome.phase(phase)["cpu"] / outcome.phase(phase)["wall"]


def kept(phase: str) -> Figure:
    """How much of what was due had been delivered when the phase ended, in percent."""
    return lambda outcome: 100 * outcome.phase(phase)["in_time"] / outcome.phase(phase)["expected"]


@dataclass(frozen=True, slots=True)
class Table:
    """The medians of all samples."""

    samples: Samples

    def median(self, scenario: str, server: str, figure: Figure) -> float | None:
        """None where the server is not available."""
        outcomes = self.samples.get((scenario, server), [])
        return statistics.median(map(figure, outcomes)) if outcomes else None

    def spread(self, scenario: str, server: str, figure: Figure) -> str:
        values = [figure(outcome) for outcome in self.samples.get((scenario, server), [])]
        return f"{number(min(values))} to {number(max(values))}" if len(values) > 1 else ""

    def ratio(self, scenario: str, server: str, other: str, figure: Figure) -> float | None:
        ours, theirs = self.median(scenario, server, figure), self.median(scenario, other, figure)
        return None if ours is None or not theirs else ours / theirs


@dataclass(frozen=True, slots=True)
class Target:
    """A promise: the value and what it should be."""

    what: str
    value: float | None
    least: float | None = None
    most: float | None = None
    unit: str = ""
    spread: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not available"
        met = self.value >= self.least if self.least is not None else self.value <= (self.most or 0)
        return "pass" if met else "**miss**"

    def row(self) -> tuple[str, ...]:
        wanted = f"≥ {number(self.least)}" if self.least is not None else f"≤ {number(self.most)}"
        return self.what, f"{wanted} {self.unit}".strip(), number(self.value), self.spread, self.verdict


def targets(table: Table, pace: Pace) -> list[Target]:
    flood, steady = per_cpu("window"), per_cpu("rate")

    def absolute(what: str, scenario: str, figure: Figure, unit: str, **limit: float) -> Target:
        value, spread = table.median(scenario, MOSTY, figure), table.spread(scenario, MOSTY, figure)
        return Target(what, value, unit=unit, spread=spread, **limit)

    return [
        Target("1 saturated, 1,000 members: engine alone, of the C program's deliveries per CPU-second",
               table.ratio("1000", ENGINE, CEILING, flood), least=0.4, unit="x"),
        Target("… of the C program's with events as long as Mosty's",
               table.ratio("1000", ENGINE, LONG_CEILING, flood), least=0.4, unit="x"),
        Target("… engine alone, of nchan's", table.ratio("1000", ENGINE, NCHAN, flood), least=20, unit="x"),
        Target("… every message posted and on disk first, of nchan's",
               table.ratio("1000", MOSTY, NCHAN, flood), least=20, unit="x"),
        Target("2 100 messages/s to 1,000: deliveries per CPU-second, of nchan's",
               table.ratio("1000", MOSTY, NCHAN, steady), least=2.5, unit="x"),
        absolute("… p99 from due to delivered", "1000", of("rate", "p99_ms"), "ms", most=100),
        absolute(f"3 100 messages/s to {pace.hall:,}: of a core", "5000", core("rate"), "%", most=40),
        absolute("… p99 from due to delivered", "5000", of("rate", "p99_ms"), "ms", most=500),
        absolute("… a page on the same port meanwhile, p99", "5000", of("rate", "page_p99_ms"), "ms", most=50),
        absolute("4 64 writers: posts on disk per CPU-second", "posts", per_cpu("acks", "acknowledged"), "",
                 least=5_000),
        absolute("… acknowledgement at 500 posts/s, p99", "posts", of("ackrate", "p99_ms"), "ms", most=50),
        absolute(f"5 memory of one of {pace.idle:,} idle members", "idle", lambda o: o.kb_each, "kB", most=28),
        absolute("… handshakes with session check per CPU-second", "handshakes", lambda o: o.handshakes_per_cpu, "",
                 least=1_500),
        absolute("… connections held by one process", "idle", lambda o: o.opened, "", least=pace.idle),
    ]  # fmt: skip


def markdown(samples: Samples, versions: dict[str, str], absent: dict[str, str], pace: Pace) -> str:
    """Everything between the markers."""
    table = Table(samples)
    servers = list(dict.fromkeys(server for _, server in samples)) + [name for name in absent if name not in versions]
    python = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    parts = [
        f"{machine.description()}; {python}. Runs: {pace.repeats}, the peers between ours; medians.",
        grid(("target", "wanted", "measured", "lowest to highest", ""), (t.row() for t in targets(table, pace))),
    ]
    for members in ("200", "1000", "5000"):
        shown = f"{pace.hall if members == '5000' else int(members):,}"
        parts += [f"### {shown} members", grid(_HEAD, (_figures(table, members, server) for server in servers))]
    enter = table.median("idle", MOSTY, lambda outcome: outcome.handshakes_per_cpu)
    acks = table.median("posts", MOSTY, of("acks", "acknowledged_in_time"))
    parts += [
        f"Mosty, per CPU-second: handshake, `hello`, admission, `welcome` and `live`: {number(enter)}. "
        f"64 writers had {number(None if acks is None else acks / pace.seconds)} posts acknowledged each second.",
        "### Versions",
        grid(
            ("server", "version"),
            [*(versions | {name: f"not available: {why}" for name, why in absent.items()}).items()],
        ),
    ]
    return "\n\n".join(parts)


_HEAD = (
    "server", "100/s: deliveries per CPU-s", "delivered in time", "p50 ms", "p99 ms",
    f"{UNDER_WAY} under way: deliveries per CPU-s", "kB a member", "members let in per CPU-s",
)  # fmt: skip


def _figures(table: Table, members: str, server: str) -> tuple[str, ...]:
    outcomes = table.samples.get((members, server), [])
    has = {phase["phase"] for outcome in outcomes for phase in outcome.phases}
    columns: list[tuple[str, Figure, str]] = [
        ("rate", per_cpu("rate"), ""), ("rate", kept("rate"), " %"), ("rate", of("rate", "p50_ms"), ""),
        ("rate", of("rate", "p99_ms"), ""), ("window", per_cpu("window"), ""),
    ]  # fmt: skip
    cells = [
        number(table.median(members, server, figure)) + unit if name in has else "" for name, figure, unit in columns
    ]
    if not outcomes:
        return ()
    kb, entered = (table.median(members, server, f) for f in (lambda o: o.kb_each, lambda o: o.handshakes_per_cpu))
    return server, *cells, number(kb), number(entered)


def grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *filter(None, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float | None) -> str:
    """Three significant figures, thousands with commas."""
    if value is None:
        return ""
    if abs(value) >= 1_000:
        digits = len(f"{abs(value):.0f}") - 3
        return f"{round(value, -digits):,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def write(text: str, part: str) -> None:
    """Put the text between the page's markers of a part, `realtime` or `http`."""
    begin, end = (f"<!-- measured {part}: {word} -->" for word in ("begin", "end"))
    before, _, rest = PAGE.read_text().partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
