"""Coalescing: the events of one room are written in ticks that adapt to what the last one cost."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Sequence
from typing import Final, Protocol

from realtime.counters import Counters
from realtime.line import Line, Ready

SHORTEST_TICK_SECONDS: Final = 0.010
LONGEST_TICK_SECONDS: Final = 0.250
REST: Final = 3.0
"""A tick is followed by a rest of at least so many times its cost, until the longest tick: a room takes a quarter
of the loop, and more only where a single round of its sends takes longer than 83 ms."""
MEMBERS_PER_TURN: Final = 500
"""A hundred at a turn were tried: a short run showed fewer deliveries a second, and no page that came sooner."""

log = logging.getLogger(__name__)


class Reader(Protocol):
    """Somebody who is up to date; `live` turns False when they leave, in the middle of a tick too."""

    line: Line
    lang: str
    live: bool


class Ticks:
    """Gathers encoded events and writes them as one frame to every reader.

    The first event is written on the next turn of the loop. `begin` is called when a tick takes what was gathered:
    whoever joins from then on is not part of it.
    """

    def __init__(self, readers: Collection[Reader], begin: Callable[[], None], counters: Counters) -> None:
        self._readers = readers
        self._begin = begin
        self._counters = counters
        self._loop = asyncio.get_running_loop()
        self._pending: list[tuple[str | None, bytes]] = []
        self._timer: asyncio.Handle | None = None
        self._busy = False
        self._started = 0.0
        self._next = 0.0

    def add(self, event: bytes, lang: str | None = None) -> None:
        """Send the event to everybody, or to the readers of one language."""
        self._pending.append((lang, event))
        self._schedule()

    def stop(self) -> None:
        """Write nothing more."""
        self._pending.clear()
        if self._timer:
            self._timer.cancel()

    def _schedule(self) -> None:
        if self._timer or self._busy:
            return
        if self._next <= self._loop.time():
            self._timer = self._loop.call_soon(self._tick)
        else:
            self._timer = self._loop.call_at(self._next, self._tick)

    def _tick(self) -> None:
        self._timer = None
        if not self._pending:
            return
        pending, self._pending = self._pending, []
        self._begin()
        self._busy = True
        self._started = time.perf_counter()
        common = [event for lang, event in pending if lang is None]
        everybody = Ready(common) if common else None
        by_lang = {
            language: Ready(event for lang, event in pending if lang in (None, language))
            for language in {lang for lang, _ in pending if lang is not None}
        }
        self._write(list(self._readers), 0, everybody, by_lang)

    def _write(self, readers: Sequence[Reader], start: int, everybody: Ready | None, by_lang: dict[str, Ready]) -> None:
        delivered = 0
        for reader in readers[start : start + MEMBERS_PER_TURN]:
            ready = by_lang.get(reader.lang, everybody) if by_lang else everybody
            if reader.live and ready:
                try:
                    reader.line.write(ready)
                except Exception:  # one broken socket must not stop the room
                    log.exception("could not write to a reader")
                    reader.line.abandon()
                delivered += ready.events
        self._counters.deliveries_total += delivered
        start += MEMBERS_PER_TURN
        if start < len(readers):
            self._loop.call_soon(self._write, readers, start, everybody, by_lang)
        else:
            # Some loops hand writes to the kernel at the end of the turn: the next turn is when the cost is known.
            self._loop.call_soon(self._rest)

    def _rest(self) -> None:
        # Not the loop's own clock: uvloop's stands still within a turn.
        rest = REST * (time.perf_counter() - self._started)
        self._next = self._loop.time() + min(LONGEST_TICK_SECONDS, max(SHORTEST_TICK_SECONDS, rest))
        self._busy = False
        if self._pending:
            self._schedule()
