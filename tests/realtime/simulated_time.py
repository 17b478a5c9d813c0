"""An event loop whose clock jumps: a wait of 25 seconds takes none, and what happens when is the same every time."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Where nothing is ready, the clock moves to the next timer; where there is no timer either, the test is stuck."""

    def __init__(self) -> None:
        self._seconds = 1_000.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self._seconds

    def jump(self, seconds: float) -> None:
        self._seconds += seconds


class _Jumping(selectors.DefaultSelector):
    def __init__(self, loop: SimulatedLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None:
            raise AssertionError("everybody waits for something that will never happen")
        if timeout > 0:
            self._loop.jump(timeout)
        return super().select(0)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run the coroutine to its end in simulated time; what it left behind is cancelled."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(work)
