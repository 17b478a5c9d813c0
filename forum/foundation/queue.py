"""The worker's loop: jobs that repeat, and wake-ups that bring the next turn forward."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

log = logging.getLogger("mosty.worker")


class WakeUps:
    """Names of jobs that have something to do now. A wake-up is a hint: a lost one costs one period."""

    def __init__(self) -> None:
        self._events: dict[str, asyncio.Event] = {}

    def wake(self, name: str) -> None:
        self.event(name).set()

    def event(self, name: str) -> asyncio.Event:
        return self._events.setdefault(name, asyncio.Event())


async def repeat(name: str, every: timedelta, run: Callable[[], Awaitable[None]], wake_ups: WakeUps) -> None:
    """Run a job for ever: after each wake-up and at the latest after each period. A failure is logged, not fatal."""
    event = wake_ups.event(name)
    while True:
        event.clear()
        try:
            await run()
        except Exception:
            log.exception("job failed: %s", name)
        try:
            await asyncio.wait_for(event.wait(), every.total_seconds())
        except TimeoutError:
            pass
