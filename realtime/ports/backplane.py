"""Hints between processes."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from realtime.ports.doors import Revocation
from realtime.wire import Entry, Person, Translation


class EntriesNote(Struct, frozen=True, tag="entries"):
    """Committed entries of one room, ascending: a hint, the log is the truth."""

    room: str
    entries: tuple[Entry, ...]


class TranslationNote(Struct, frozen=True, tag="translated"):
    """A translation for readers of its language."""

    translation: Translation


class HereNote(Struct, frozen=True, tag="here", kw_only=True):
    """Who is in a room in the process `origin`: a whole snapshot, replacing its last one.

    `people` of None: as in the last one. `hands` are raise times, `lowered` when others went down.
    """

    room: str
    origin: str
    people: tuple[Person, ...] | None = None
    guests: int = 0
    typing: tuple[str, ...] = ()
    hands: dict[str, float] = {}
    lowered: dict[str, float] = {}


class WhoNote(Struct, frozen=True, tag="who"):
    """A process opened the room and asks the others for their `HereNote`."""

    room: str


class RestoredNote(Struct, frozen=True, tag="restored"):
    """The backplane itself was away and is back: hints may have been lost. Never published."""


Note = EntriesNote | TranslationNote | HereNote | WhoNote | Revocation | RestoredNote


class Backplane(Protocol):
    """Hints between processes. Losing it costs delay only: nothing here raises for want of a connection."""

    async def start(self, hear: Callable[[Note], None]) -> None:
        """Begin to hear what other processes publish; `hear` is called on the event loop and does not block."""
        ...

    async def stop(self) -> None:
        """Let go of everything; safe to call twice."""
        ...

    def follow(self, room: str) -> None:
        """Hear notes about this room too."""
        ...

    def unfollow(self, room: str) -> None:
        """Hear notes about this room no longer."""
        ...

    def publish(self, note: Note) -> None:
        """Hand the note to the other processes, in order, if they can be reached; returns at once, never raises."""
        ...
