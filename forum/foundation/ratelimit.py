"""Token buckets in memory, one step each; old ones are forgotten, so that memory stays bounded."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from forum.foundation.errors import Refused

MAX_BUCKETS = 50_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, then one every `seconds`."""

    name: str
    burst: int
    seconds: float


class RateLimiter:
    """Counts per (limit, key). Keys are addresses, accounts or mail addresses; they live only in memory.

    Args:
        enabled: False lets everything through, for tests and benchmarks.
        monotonic: seconds from a clock that never jumps.
    """

    def __init__(self, *, enabled: bool = True, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._enabled = enabled
        self._monotonic = monotonic
        self._full_at: OrderedDict[tuple[str, str], float] = OrderedDict()

    def take(self, limit: Limit, key: str) -> None:
        """Spend one token.

        Raises:
            Refused: `slow_down` with `seconds` to wait, when the bucket is empty.
        """
        wait = self.wait(limit, key)
        if wait > 0:
            seconds = math.ceil(wait)
            raise Refused("slow_down", headers={"Retry-After": str(seconds)}, seconds=seconds)
        if not self._enabled:
            return
        now = self._monotonic()
        self._full_at[limit.name, key] = max(self._full_at.get((limit.name, key), now), now) + limit.seconds
        self._full_at.move_to_end((limit.name, key))
        if len(self._full_at) > MAX_BUCKETS:
            self._full_at.popitem(last=False)

    def give_back(self, limit: Limit, key: str) -> None:
        """Return a token that was spent for nothing."""
        if (limit.name, key) in self._full_at:
            self._full_at[limit.name, key] -= limit.seconds

    def wait(self, limit: Limit, key: str) -> float:
        """Seconds until a token is there; 0 when one is."""
        if not self._enabled:
            return 0
        now = self._monotonic()
        owed = self._full_at.get((limit.name, key), now) - now
        return max(0.0, owed - (limit.burst - 1) * limit.seconds)
