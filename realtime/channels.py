"""The rooms that are open in this process."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from realtime.channel import Channel
from realtime.counters import Counters
from realtime.ports import (
    Backplane,
    EntriesNote,
    HereNote,
    Note,
    RestoredNote,
    RoomLog,
    TranslationNote,
    WhoNote,
)
from realtime.wire import Entry, Translation

IDLE_SECONDS: Final = 60.0
CHECKED_AT_ONCE: Final = 4

log = logging.getLogger(__name__)


class Channels:
    """Opens a room when somebody wants it, keeps it for 60 s after the last has left, and keeps it up to date.

    What is committed comes by `announce` in this process and by notes from others; the log is asked for the rest.
    """

    def __init__(self, room_log: RoomLog, backplane: Backplane, counters: Counters, origin: str) -> None:
        self._log = room_log
        self._backplane = backplane
        self._counters = counters
        self._origin = origin
        self._open: dict[str, Channel] = {}
        self._opening: dict[str, asyncio.Task[Channel]] = {}

    def get(self, room: str) -> Channel | None:
        """The channel, if it is open."""
        return self._open.get(room)

    def all(self) -> list[Channel]:
        """Every open channel."""
        return list(self._open.values())

    async def open(self, room: str, now: float) -> Channel:
        """The channel; callers at the same time share one opening.

        Raises:
            Refused: `no_room` where the log has no such room.
        """
        channel = self._open.get(room)
        if channel and room not in self._opening:
            channel.idle_since = now
            return channel
        opening = self._opening.get(room)
        if opening is None:
            opening = self._opening[room] = asyncio.create_task(self._open_first(room, now))
            opening.add_done_callback(lambda task: self._opened(room, task))
        return await asyncio.shield(opening)

    def announce(self, room: str, entries: Sequence[Entry]) -> None:
        """Entries that were committed in this process."""
        if channel := self._open.get(room):
            channel.tell(entries)
        self._backplane.publish(EntriesNote(room, tuple(entries)))

    def translated(self, translation: Translation) -> None:
        """A translation that was committed in this process."""
        if channel := self._open.get(translation.room):
            channel.translated(translation)
        self._backplane.publish(TranslationNote(translation))

    def heard(self, note: Note, now: float) -> None:
        """A note about a room came from another process."""
        if isinstance(note, EntriesNote):
            if channel := self._open.get(note.room):
                channel.tell(note.entries)
        elif isinstance(note, TranslationNote):
            if channel := self._open.get(note.translation.room):
                channel.translated(note.translation)
        elif isinstance(note, HereNote):
            if channel := self._open.get(note.room):
                channel.presence.heard(note, now)
        elif isinstance(note, WhoNote):
            if channel := self._open.get(note.room):
                channel.presence.tell_others(now, again=True)
        elif isinstance(note, RestoredNote):
            for channel in self._open.values():
                self._backplane.publish(WhoNote(channel.room))
                channel.presence.tell_others(now, again=True)

    async def check_heads(self) -> None:
        """Ask the log how far each open room is, in one statement, and fetch what no hint brought."""
        if not self._open:
            return
        heads = await self._log.heads(list(self._open))
        behind = [channel for channel in self.all() if channel.is_behind(heads.get(channel.room))]
        for start in range(0, len(behind), CHECKED_AT_ONCE):
            some = behind[start : start + CHECKED_AT_ONCE]
            checks = (channel.check(heads.get(channel.room)) for channel in some)
            for failure in await asyncio.gather(*checks, return_exceptions=True):
                if isinstance(failure, Exception):
                    log.error("could not bring a room up to date", exc_info=failure)

    def tick(self, now: float) -> None:
        """A moment passed: presence is told, rooms that nobody wants any more are closed."""
        for channel in self.all():
            if channel.busy:
                channel.idle_since = now
            elif now - channel.idle_since > IDLE_SECONDS:
                self._close(channel)
                continue
            channel.tick(now)

    def close(self) -> None:
        """Close every room."""
        for opening in list(self._opening.values()):
            opening.cancel()
        for channel in self.all():
            self._close(channel)

    async def _open_first(self, room: str, now: float) -> Channel:
        channel = Channel(room, self._log, self._counters, self._origin, self._backplane.publish)
        channel.idle_since = now
        self._backplane.follow(room)
        # Entries that are committed from here on come as hints; those before are in the head that is read now.
        self._open[room] = channel
        try:
            await channel.open()
        except BaseException:
            self._close(channel)
            raise
        self._backplane.publish(WhoNote(room))
        return channel

    def _opened(self, room: str, task: asyncio.Task[Channel]) -> None:
        self._opening.pop(room, None)
        if not task.cancelled() and (error := task.exception()):
            log.debug("room %s did not open: %r", room, error)

    def _close(self, channel: Channel) -> None:
        self._open.pop(channel.room, None)
        self._backplane.unfollow(channel.room)
        channel.close()
