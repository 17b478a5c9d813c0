"""The truth about a room: its numbered entries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from realtime.ports.doors import Member
from realtime.wire import Change, Entry, Translation


@dataclass(frozen=True, slots=True)
class Head:
    """The state of a room's log: `epoch` changes when history was rewritten, `seq` is 0 while it is empty."""

    epoch: str
    seq: int


@dataclass(frozen=True, slots=True)
class Appended:
    """A change is on disk under `seq`; `dup`: it already was, by the same id and the same body."""

    seq: int
    dup: bool = False


@dataclass(frozen=True, slots=True)
class SeenMark:
    """The account has read the room up to `seq`."""

    account: str
    room: str
    seq: int


class RoomLog(Protocol):
    """The truth: entries of rooms numbered 1, 2, 3 … in commit order.

    Reads return what may be sent *now*: a message that was edited carries its current text in `said`, `edited` and
    `restored` alike; one that was removed or hidden has "" for text and html in all of them. Their places in the
    sequence stay, so that numbers never skip.
    """

    async def heads(self, rooms: Collection[str]) -> Mapping[str, Head]:
        """Epoch and last number of each room in one statement; a room that is gone is absent from the answer."""
        ...

    async def read(self, room: str, after: int, limit: int) -> Sequence[Entry]:
        """The entries with numbers `after`+1 … `after`+`limit`, ascending; fewer only where the log ends.

        Translations excluded. One statement (two where authors are read apart).
        """
        ...

    async def translations(self, room: str, first: int, last: int, lang: str) -> Sequence[Translation]:
        """Translations into `lang` of the entries `first` … `last` that may be shown; empty where there are none."""
        ...

    async def append(self, member: Member, change: Change, *, only_repeat: bool = False) -> Appended:
        """Commit a member's post, edit or removal, in one group with others that wait, and announce it.

        Never called for guests: the engine refuses them `not_seated` itself.

        Before it returns, the entry is on disk and has been given to `Engine.announce`. A text comes in NFC, not
        empty, at most 4,000 code points, free of control characters; `change.lang` of None means the member's own.

        Args:
            only_repeat: the sender is over the rate. An id that the account used before is answered as always; a new
                one is refused `slow_down` and nothing is written.

        Raises:
            Refused: `muted` (until), `read_only`, `not_seated`, `not_yours`, `mismatch` (same id, other body),
                `no_room`, `slow_down`, `signed_out`, `banned`, or another code with facts for the client.
        """
        ...

    async def mark_seen(self, marks: Sequence[SeenMark]) -> None:
        """Keep how far accounts have read; marks never move back. Called with many at once, every few seconds."""
        ...
