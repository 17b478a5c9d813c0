"""Measure what length and fullness cost, and say it: on the terminal, and in docs/performance.md after a whole run."""

import argparse
import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import sqlalchemy as sa

from bench.flat.store import EVERYWHERE, SELDOM, SHORT, TOKEN, Store, build
from bench.realtime import machine, report
from bench.realtime.report import Target, grid, number
from forum.entrypoints import services as building
from forum.entrypoints import web
from forum.foundation.settings import from_environment

FEW, MANY, FEWER, QUICK = 1_000, 1_000_000, 200_000, 50_000
LONGEST_BUILD_SECONDS = 120
MOST, MOST_SEARCH_MS = 1.3, 100
QUESTIONS = (
    SELDOM, EVERYWHERE, "number7", "water", "water pump", "heating school bridge", "number1234 pipes", '"the pipes"',
    "gesyer", "nowhereatall", "water -pump", "pipes roof tender energy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request took: statements of the store, seconds of CPU and of the clock."""

    statements: int
    cpu: float
    wall: float


class Served:
    """The application over a store, in this process: its CPU is all that is counted."""

    def __init__(self, store: Store, folder: Path) -> None:
        environment = {"MOSTY_DATABASE_URL": store.url, "MOSTY_DATA_DIR": str(folder), "MOSTY_LIMITS": "off"}
        self.store = store
        self.services = building.build(from_environment(environment))
        transport = httpx.ASGITransport(app=web.build(self.services))
        headers = {"Authorization": f"Bearer {TOKEN}", "Accept-Language": "en", "Sec-Fetch-Site": "same-origin"}
        self.client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers)
        self._statements = 0
        sa.event.listen(self.services.database.engine.sync_engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self._statements += 1

    async def ask(self, path: str, **body: Any) -> Cost:
        statements, cpu, wall = self._statements, time.process_time(), time.perf_counter()
        answer = await (self.client.post(path, json=body) if body else self.client.get(path))
        cost = Cost(self._statements - statements, time.process_time() - cpu, time.perf_counter() - wall)
        assert answer.is_success, (path, answer.status_code, answer.text[:500])
        return cost

    async def close(self) -> None:
        await self.client.aclose()
        await self.services.database.close()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two requests that should cost the same."""

    what: str
    small: str
    large: str
    writes: bool = False


def pairs(few: Store, many: Store) -> list[Pair]:
    """Paths in the store of few posts, and in that of many."""
    last, middle = (many.longest_posts - 1) // 50 * 50, many.longest_posts // 100 * 50
    short, long = f"/api/v1/threads/{few.short}/posts", f"/api/v1/threads/{many.longest}/posts"
    page, longest = f"/en/threads/{few.page}-thread-2-of-pipes", f"/en/threads/{many.longest}-thread-3-of-pipes"
    return [
        *(Pair(f"{SHORT} posts over the API, {where}", f"{short}?limit={SHORT}", f"{long}?limit={SHORT}&after={after}")
          for where, after in (("first", 0), ("middle", middle), ("last", many.longest_posts - SHORT))),
        *(Pair(f"thread page of 50 posts, {where}", f"{page}?after=0", f"{longest}?after={after}")
          for where, after in (("first", 0), ("middle", middle), ("last", last))),
        Pair("board list with unread counts", "/en/boards/bench", "/en/boards/bench"),
        Pair("all boards", "/en/boards", "/en/boards"),
        Pair("new since the last visit", "/en/new-posts", "/en/new-posts"),
        Pair("landing page", "/en/", "/en/"),
        Pair("a reply to a thread", short, long, writes=True),
    ]  # fmt: skip


async def measure(few: Served, many: Served, repeats: int) -> dict[str, tuple[Cost, Cost]]:
    """The medians of each pair, asked in turns."""
    found: dict[str, tuple[Cost, Cost]] = {}
    for pair in pairs(few.store, many.store):
        costs: tuple[list[Cost], list[Cost]] = ([], [])
        for _ in range(repeats + 2):
            for served, path, kept in ((few, pair.small, costs[0]), (many, pair.large, costs[1])):
                body = {"id": str(uuid4()), "body": "A reply about **pipes**.", "lang": "en"} if pair.writes else {}
                kept.append(await served.ask(path, **body))
        found[pair.what] = (_median(costs[0][2:]), _median(costs[1][2:]))
    return found


async def search(many: Served, repeats: int) -> dict[str, list[float]]:
    """Milliseconds of each question's answers, by the clock of CPU that the process used."""
    found: dict[str, list[float]] = {}
    for asked in QUESTIONS:
        path = str(httpx.URL("/api/v1/search", params={"q": asked}))
        found[asked] = [1000 * (await many.ask(path)).cpu for _ in range(repeats)]
    return found


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        round(statistics.median(cost.statements for cost in costs)),
        *(statistics.median(getattr(cost, name) for cost in costs) for name in ("cpu", "wall")),
    )


async def run(*, posts: int, repeats: int) -> str:
    """Everything between the markers."""
    async with _served(FEW, SHORT) as (few, _), _served(posts, posts // 10) as (many, took):
        if took > LONGEST_BUILD_SECONDS and posts > FEWER:
            raise TimeoutError
        costs, asked = await measure(few, many, repeats), await search(many, max(repeats // 2, 5))
        return markdown(costs, asked, many.store, took)


@asynccontextmanager
async def _served(posts: int, longest: int) -> AsyncIterator[tuple[Served, float]]:
    machine.SCRATCH.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=machine.SCRATCH) as name:
        began = time.monotonic()
        served = Served(await build(Path(name), posts=posts, longest=longest), Path(name))
        try:
            yield served, time.monotonic() - began
        finally:
            await served.close()


def markdown(costs: dict[str, tuple[Cost, Cost]], asked: dict[str, list[float]], store: Store, took: float) -> str:
    every = sorted(taken for answers in asked.values() for taken in answers)
    p95 = every[int(len(every) * 0.95)]
    ratios = {what: many.cpu / few.cpu for what, (few, many) in costs.items()}
    dearest = max(ratios, key=lambda what: ratios[what])
    more = max(many.statements - few.statements for few, many in costs.values())
    targets = [
        Target(f"dearest of all, in CPU time: {dearest}", ratios[dearest], most=MOST, unit="x"),
        Target("statements more than in the store of few posts", more, most=0),
        Target(f"search over {store.posts:,} posts, p95 of CPU time", p95, most=MOST_SEARCH_MS, unit="ms"),
    ]  # fmt: skip
    rows = [
        (what, str(few.statements), str(many.statements), *(number(1000 * cost.cpu) for cost in (few, many)),
         f"{ratios[what]:.2f}")
        for what, (few, many) in costs.items()
    ]  # fmt: skip
    fewer = f" ({MANY:,} would take longer than {LONGEST_BUILD_SECONDS} s to write here)" if store.posts < MANY else ""
    found = [(f"`{what}`", number(statistics.median(times)), number(max(times))) for what, times in asked.items()]
    return "\n\n".join((
        f"Measured on {machine.description()}; SQLite, signed in. {FEW:,} posts beside {store.posts:,}{fewer},"
        f" {store.longest_posts:,} of them in one thread; that store was written in {took:.0f} s.",
        grid(("what", "target", "measured", "spread", "verdict"), [target.row() for target in targets]),
        grid(("request", "statements, few posts", "many", "CPU ms, few posts", "many", "ratio"), rows),
        grid(("question", "CPU ms, median", "most"), found),
    ))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.flat", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short look that writes no file")
    parser.add_argument("--repeats", type=int, default=5, help="how often everything is run")
    parser.add_argument("--posts", type=int, default=MANY, help="in the full store")
    chosen = parser.parse_args()
    logging.disable(logging.INFO)
    repeats = 4 * chosen.repeats
    if chosen.quick:
        print(asyncio.run(run(posts=QUICK, repeats=5)))
        return
    try:
        text = asyncio.run(run(posts=chosen.posts, repeats=repeats))
    except TimeoutError:
        print(
            f"{chosen.posts:,} posts took longer than {LONGEST_BUILD_SECONDS} s to write here: {FEWER:,} instead",
            flush=True,
        )
        text = asyncio.run(run(posts=FEWER, repeats=repeats))
    print(text)
    report.write(text, "flat")


if __name__ == "__main__":
    main()
