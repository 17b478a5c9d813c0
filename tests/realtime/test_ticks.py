"""Coalescing: one frame per tick, ticks that adapt, small turns of the loop, languages apart."""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest

from realtime import ticks as ticks_module
from realtime.counters import Counters
from realtime.line import Line, Ready
from realtime.ticks import LONGEST_TICK_SECONDS, MEMBERS_PER_TURN, SHORTEST_TICK_SECONDS, Ticks
from tests.realtime import simulated_time
from tests.realtime.town import somebody


class PaperLine(Line):
    """Keeps what is written, with the moment."""

    def __init__(self) -> None:
        super().__init__(somebody("Olena"), Counters())
        self.frames: list[tuple[float, list[Any]]] = []
        self.broken = False
        self.code: int | None = None

    def write(self, ready: Ready) -> None:
        if self.broken:
            raise OSError("no such socket")
        self.frames.append(
            (asyncio.get_running_loop().time(), [event for text in ready.texts for event in json.loads(text)])
        )

    def _close(self, code: int, reason: str, seconds: float) -> None:
        self.code = code


@dataclass(eq=False)
class PaperReader:
    lang: str = "uk"
    live: bool = True
    line: PaperLine = field(default_factory=PaperLine)

    @property
    def events(self) -> list[Any]:
        return [event for _, frame in self.line.frames for event in frame]

    @property
    def moments(self) -> list[float]:
        return [moment for moment, _ in self.line.frames]


class Cost:
    """A performance counter by which each tick takes what the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self._now = 0.0
        monkeypatch.setattr(ticks_module, "time", self)

    def perf_counter(self) -> float:
        self._now += self.seconds
        return self._now


@pytest.fixture
def cost(monkeypatch: pytest.MonkeyPatch) -> Cost:
    return Cost(monkeypatch)


def run(story: Coroutine[Any, Any, None]) -> None:
    simulated_time.run(story)


def gather(readers: list[PaperReader]) -> tuple[Ticks, Counters]:
    counters = Counters()
    return Ticks(readers, lambda: None, counters), counters  # type: ignore[arg-type]


def test_the_first_event_goes_at_once_and_those_behind_it_together(cost: Cost) -> None:
    async def story() -> None:
        reader = PaperReader()
        ticks, counters = gather([reader])
        start = asyncio.get_running_loop().time()
        ticks.add(b"1")
        await asyncio.sleep(0)
        assert reader.moments == [start]
        for number in range(2, 6):
            ticks.add(b"%d" % number)
            await asyncio.sleep(0.001)
        await asyncio.sleep(1)
        assert [frame for _, frame in reader.line.frames] == [[1], [2, 3, 4, 5]]
        assert reader.moments[1] - start == pytest.approx(SHORTEST_TICK_SECONDS)
        assert counters.deliveries_total == 5

    run(story())


@pytest.mark.parametrize(("takes", "rest"), [(0.001, 0.010), (0.020, 0.060), (0.060, 0.180), (5.0, 0.250)])
def test_a_dear_tick_is_followed_by_a_long_rest(cost: Cost, takes: float, rest: float) -> None:
    async def story() -> None:
        reader = PaperReader()
        ticks, _ = gather([reader])
        cost.seconds = takes
        for number in range(400):
            ticks.add(b"%d" % number)
            await asyncio.sleep(0.001)
        await asyncio.sleep(1)
        gaps = [later - earlier for earlier, later in zip(reader.moments, reader.moments[1:], strict=False)]
        assert len(gaps) > 0
        assert all(gap == pytest.approx(rest, abs=0.0021) for gap in gaps[1:-1])
        assert max(gaps) <= LONGEST_TICK_SECONDS + 0.0021
        assert reader.events == list(range(400))

    run(story())


def test_a_large_room_is_written_in_turns(cost: Cost) -> None:
    async def story() -> None:
        readers = [PaperReader() for _ in range(2 * MEMBERS_PER_TURN + 1)]
        ticks, counters = gather(readers)
        ticks.add(b"1")
        written: list[int] = []
        while not written or written[-1] < len(readers):
            await asyncio.sleep(0)
            written.append(sum(bool(reader.line.frames) for reader in readers))
        assert written == [MEMBERS_PER_TURN, 2 * MEMBERS_PER_TURN, len(readers)]
        assert counters.deliveries_total == len(readers)

    run(story())


def test_who_leaves_in_the_middle_of_a_tick_gets_nothing_more_and_who_comes_waits_for_the_next(cost: Cost) -> None:
    async def story() -> None:
        readers = [PaperReader() for _ in range(2 * MEMBERS_PER_TURN)]
        ticks, _ = gather(readers)
        ticks.add(b"1")
        await asyncio.sleep(0)
        newcomer = PaperReader()
        readers.append(newcomer)
        readers[-2].live = False
        ticks.add(b"2")
        await asyncio.sleep(1)
        assert readers[-2].events == []
        assert newcomer.events == [2]
        assert readers[0].events == readers[-3].events == [1, 2]

    run(story())


def test_a_translation_goes_to_readers_of_its_language_in_its_place(cost: Cost) -> None:
    async def story() -> None:
        uk, pl, en = (PaperReader(lang) for lang in ("uk", "pl", "en"))
        ticks, counters = gather([uk, pl, en])
        for event, lang in ((b"1", None), (b'"jeden"', "pl"), (b"2", None), (b'"one"', "en")):
            ticks.add(event, lang)
        await asyncio.sleep(1)
        ticks.add(b'"sam"', "pl")
        await asyncio.sleep(1)
        assert uk.line.frames[0][1] == uk.events == [1, 2]
        assert pl.events == [1, "jeden", 2, "sam"]
        assert en.events == [1, 2, "one"]
        assert counters.deliveries_total == 9

    run(story())


def test_a_broken_socket_does_not_stop_the_room(cost: Cost, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        readers = [PaperReader() for _ in range(3)]
        readers[1].line.broken = True
        ticks, _ = gather(readers)
        for number in (b"1", b"2"):
            ticks.add(number)
            await asyncio.sleep(1)
        assert readers[0].events == readers[2].events == [1, 2]
        assert readers[1].line.code == 1011

    run(story())
    assert "could not write to a reader" in caplog.text


def test_nothing_is_written_after_the_stop(cost: Cost) -> None:
    async def story() -> None:
        reader = PaperReader()
        ticks, _ = gather([reader])
        ticks.add(b"1")
        ticks.stop()
        await asyncio.sleep(1)
        assert reader.events == []

    run(story())
