"""How many of something somebody may have going on at once in this process."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AtOnce:
    """At most so many at the same time, for each key."""

    name: str
    most: int


class Places:
    """Counts what is going on, per (limit, key); nothing is kept of what has ended.

    Args:
        enabled: False has room for everybody, for tests and benchmarks.
    """

    def __init__(self, *, enabled: bool = True) -> None:
        self._enabled = enabled
        self._taken: Counter[tuple[str, str]] = Counter()

    def __len__(self) -> int:
        """How many pairs have something going on."""
        return len(self._taken)

    @contextmanager
    def taken(self, *wanted: tuple[AtOnce, str]) -> Iterator[bool]:
        """Take a place under each of these until the block ends; False, and none is taken, when one has no more."""
        free = all(self._taken[limit.name, key] < limit.most for limit, key in wanted)
        if not (self._enabled and free):
            yield not self._enabled
            return
        keys = [(limit.name, key) for limit, key in wanted]
        self._taken.update(keys)
        try:
            yield True
        finally:
            self._taken.subtract(keys)
            for key in keys:
                if not self._taken[key]:
                    del self._taken[key]
