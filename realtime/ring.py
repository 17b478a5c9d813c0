"""The newest entries of a room, ready to be sent again: what spares the database in a reconnect storm."""

from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Final

from realtime import wire
from realtime.wire import Entry

RING_ENTRIES: Final = 512


class Ring:
    """At most 512 entries with consecutive numbers, the last of which is `head`, each with its bytes.

    An edit or a removal that passes through rewrites what is kept, so that superseded text is not sent again.
    """

    def __init__(self, head: int) -> None:
        self.head = head
        self._kept: deque[tuple[Entry, bytes]] = deque(maxlen=RING_ENTRIES)

    @property
    def first(self) -> int:
        """The lowest number that is kept; `head` + 1 while nothing is."""
        return self.head - len(self._kept) + 1

    def push(self, entry: Entry) -> bytes:
        """Keep the entry `head` + 1; its bytes.

        Raises:
            ValueError: another number.
        """
        if entry.seq != self.head + 1:
            raise ValueError(f"entry {entry.seq} after {self.head}")
        if entry.kind in wire.REWRITING:
            self._rewrite(entry)
        data = wire.encode(entry)
        self._kept.append((entry, data))
        self.head = entry.seq
        return data

    def fill(self, entries: Sequence[Entry]) -> None:
        """Keep these, which the log has just read and which end at `head`, in an empty ring."""
        self._kept.extend((entry, wire.encode(entry)) for entry in entries)

    def between(self, after: int, upto: int) -> list[bytes] | None:
        """The bytes of the entries `after` + 1 … `upto`; None where some of them are no longer kept."""
        start = after + 1 - self.first
        if start < 0:
            return None
        return [data for _, data in islice(self._kept, start, max(start, upto + 1 - self.first))]

    def _rewrite(self, by: Entry) -> None:
        for place, (entry, _) in enumerate(self._kept):
            current = wire.rewrite(entry, by)
            if current is not entry:
                self._kept[place] = (current, wire.encode(current))
