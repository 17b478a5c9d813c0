"""What all connections of one engine share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from realtime import wire
from realtime.channels import Channels
from realtime.counters import Counters
from realtime.ports import Gatekeeper, RoomLog, SeenMark


@dataclass(slots=True)
class Parts:
    """What the connections of a hub share.

    `seen` holds marks that wait to be kept, by account and room. `revocations` counts those that have been applied, so
    that one which falls between the gatekeeper's answer and taking the seat is noticed.
    """

    gatekeeper: Gatekeeper
    log: RoomLog
    channels: Channels
    counters: Counters
    limits: wire.Limits
    clock: Callable[[], float]
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    revocations: int = 0

    def take_marks(self) -> list[SeenMark]:
        """The marks that wait; they are the caller's now."""
        marks = [SeenMark(account, room, seq) for (account, room), seq in self.seen.items()]
        self.seen.clear()
        return marks

    def give_back(self, marks: Iterable[SeenMark]) -> None:
        """Marks that could not be kept wait again, unless their readers have gone on."""
        for mark in marks:
            key = mark.account, mark.room
            self.seen[key] = max(self.seen.get(key, 0), mark.seq)
