"""A backplane within one process: nobody to tell, or other hubs of the same event loop (tests)."""

import asyncio
from collections.abc import Callable

from realtime.ports import EntriesNote, HereNote, Note, TranslationNote, WhoNote


class MemoryBus:
    """What several memory backplanes share."""

    def __init__(self) -> None:
        self.ends: list[MemoryBackplane] = []


class MemoryBackplane:
    """One end of a bus; alone on its own where none is given."""

    def __init__(self, bus: MemoryBus | None = None) -> None:
        self._bus = bus or MemoryBus()
        self._rooms: set[str] = set()
        self._hear: Callable[[Note], None] | None = None

    async def start(self, hear: Callable[[Note], None]) -> None:
        """Join the bus."""
        self._hear = hear
        self._bus.ends.append(self)

    async def stop(self) -> None:
        """Leave the bus."""
        if self in self._bus.ends:
            self._bus.ends.remove(self)
        self._hear = None

    def follow(self, room: str) -> None:
        """Hear notes about this room too."""
        self._rooms.add(room)

    def unfollow(self, room: str) -> None:
        """Hear notes about this room no longer."""
        self._rooms.discard(room)

    def publish(self, note: Note) -> None:
        """Hand the note to the other ends on the next turn of the loop."""
        room = room_of(note)
        for end in self._bus.ends:
            if end is not self and (room is None or room in end._rooms):
                asyncio.get_running_loop().call_soon(end._receive, note)

    def _receive(self, note: Note) -> None:
        if self._hear:
            self._hear(note)


def room_of(note: Note) -> str | None:
    """The room whose followers the note is for; None: every process."""
    if isinstance(note, EntriesNote | HereNote | WhoNote):
        return note.room
    return note.translation.room if isinstance(note, TranslationNote) else None
