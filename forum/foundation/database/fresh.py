"""What is the same for everybody, kept for a moment: until this process commits something, and for a second."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from forum.foundation.clock import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
# What changes by time alone, and what another process commits, is seen after so long at the latest.
FRESH: Final = timedelta(seconds=1)


class Store(Protocol):
    """What says how many units of work were committed here that may show to everybody."""

    commits: int
    clock: Clock


class AsOf(NamedTuple):
    """A state of the store: after so many units of work, at a moment."""

    commits: int
    at: datetime


class Fresh(Generic[K, V]):
    """Answers that are outdated by every commit of a unit of work, whatever it changed, and by a second.

    Args:
        most: how many are kept; those that were not asked for for longest go first.
    """

    def __init__(self, store: Store, most: int) -> None:
        self._store = store
        self._most = most
        self._kept: OrderedDict[K, tuple[AsOf, V]] = OrderedDict()

    def now(self) -> AsOf:
        """To be asked before anything is read that will be kept."""
        return AsOf(self._store.commits, self._store.clock.now())

    def get(self, key: K) -> V | None:
        """None where there is none, or none that is still true."""
        found = self._kept.get(key)
        if found is None or found[0].commits != self._store.commits:
            return None
        return found[1] if timedelta(0) <= self._store.clock.now() - found[0].at < FRESH else None

    def keep(self, key: K, value: V, as_of: AsOf) -> None:
        self._kept[key] = as_of, value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
