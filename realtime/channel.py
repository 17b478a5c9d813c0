"""One room in this process: its ring, its readers, and the numbers that must not skip."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from realtime import wire
from realtime.counters import Counters
from realtime.line import Line
from realtime.ports import Admission, Head, Member, Note, Refused, RoomLog
from realtime.presence import Presence
from realtime.ring import RING_ENTRIES, Ring
from realtime.ticks import Ticks
from realtime.wire import Entry, Translation

PAGE_ENTRIES: Final = 500
GAP_PATIENCE_SECONDS: Final = 0.05
_MOST_EARLY: Final = 4_096

log = logging.getLogger(__name__)


class Seat:
    """One socket in one room. `live` once it has caught up; `gone` once it has left; `away` while nobody looks."""

    def __init__(self, line: Line, lang: str, admission: Admission, lose: Callable[[str], None]) -> None:
        self.line = line
        self.lang = lang
        self.admission = admission
        self.live = False
        self.gone = False
        self.away = False
        self.missed: list[bytes] = []
        self.lose = lose
        """Called with the new epoch when the room's history was rewritten: the seat is gone by then."""

    def may(self, *rights: str) -> bool:
        """Whether the member has one of these rights."""
        return self.line.member.account is not None and not set(rights).isdisjoint(self.admission.can)


class Channel:
    """Entries up to `head` are known here, those up to `flushed` have been written to everybody who is live."""

    def __init__(
        self, room: str, log: RoomLog, counters: Counters, origin: str, publish: Callable[[Note], None]
    ) -> None:
        self.room = room
        self.epoch = ""
        self.flushed = 0
        self.ring = Ring(0)
        self.seats: set[Seat] = set()
        self.presence = Presence(room, origin, publish)
        self.idle_since = 0.0
        self.log = log
        self._loading = True
        self._counters = counters
        self._live: dict[Seat, None] = {}
        self._ticks = Ticks(self._live.keys(), self._begin_tick, counters)
        self._early: dict[int, Entry] = {}
        self._waiters: dict[asyncio.Future[None], int] = {}
        self._flushes: list[asyncio.Future[None]] = []
        self._fetching: asyncio.Task[None] | None = None
        self._gap_timer: asyncio.TimerHandle | None = None

    @property
    def head(self) -> int:
        """The last number known here."""
        return self.ring.head

    @property
    def busy(self) -> bool:
        """Whether somebody reads or waits here."""
        return bool(self.seats or self._waiters)

    async def open(self) -> None:
        """Read the newest entries.

        Raises:
            Refused: `no_room` where the log has no such room.
        """
        heads = await self.log.heads([self.room])
        if self.room not in heads:
            raise Refused("no_room")
        await self._load(heads[self.room])

    def close(self) -> None:
        """Forget everything; seats must have left before."""
        self._ticks.stop()
        if self._fetching:
            self._fetching.cancel()
        if self._gap_timer:
            self._gap_timer.cancel()
        _wake([*self._waiters, *self._flushes])

    # --- what happened in the room

    def tell(self, entries: Iterable[Entry]) -> None:
        """Committed entries, in any order, perhaps for the second time, perhaps with some missing."""
        for entry in entries:
            if entry.seq == self.head + 1 and not self._loading:
                # Never refused, however much has come early: this is what all of that waits for.
                self._early.pop(entry.seq, None)
                self._apply(entry)
            elif entry.seq > self.head and len(self._early) < _MOST_EARLY:
                self._early[entry.seq] = entry
        if self._loading:
            return
        while entry_now := self._early.pop(self.head + 1, None):
            self._apply(entry_now)
        if self._early and self._gap_timer is None:
            self._counters.gaps_total += 1
            # Two commits may be told in the wrong order; the missing one is usually only a moment away.
            loop = asyncio.get_running_loop()
            self._gap_timer = loop.call_later(GAP_PATIENCE_SECONDS, self._look_for_missing)

    def translated(self, translation: Translation) -> None:
        """A translation, for the readers of its language."""
        data = wire.encode(translation)
        for seat in self.seats:
            if not seat.live and seat.lang == translation.lang:
                seat.missed.append(data)
        self._ticks.add(data, translation.lang)

    def pass_on(self, events: Iterable[wire.Event]) -> None:
        """Something passing, for everybody."""
        for event in events:
            self._ticks.add(wire.encode(event))

    def is_behind(self, head: Head | None) -> bool:
        """Whether this is not the room's state that the log tells; None: it has no such room."""
        return head is not None and not self._loading and (head.epoch != self.epoch or head.seq > self.head)

    async def check(self, head: Head | None) -> None:
        """The log says that this is the room's state; fetch what is missing, start over where the epoch changed."""
        if head is None or not self.is_behind(head):
            return
        if head.epoch != self.epoch:
            await self._start_over(head)
        else:
            await self.fetch()
            if head.seq > self.head:  # that reading may have begun before the last commit
                await self.fetch()

    async def refresh(self) -> Head:
        """Ask the log itself for the room's state, and come up to it.

        Raises:
            Refused: `no_room` where the room is gone.
            LookupError: the log has more than could be read.
        """
        head = (await self.log.heads([self.room])).get(self.room)
        if head is None:
            raise Refused("no_room")
        await self.check(head)
        if head.epoch == self.epoch and head.seq > self.head:
            raise LookupError(f"the log of {self.room} could not be read beyond {self.head}")
        return head

    async def fetch(self) -> None:
        """Read from the log everything beyond `head`; callers at the same time share one reading."""
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch())
        await asyncio.shield(self._fetching)

    async def read(self, after: int) -> list[Entry]:
        """A page of the log, for readers who were away for longer than the ring is."""
        self._counters.log_reads_total += 1
        return list(await self.log.read(self.room, after, PAGE_ENTRIES))

    # --- who reads

    def sit(self, seat: Seat, now: float) -> None:
        """The seat is taken; it goes live when it has caught up."""
        self.seats.add(seat)
        self.presence.state.arrive(seat.line.member.person, seat.line.number, now)

    def go_live(self, seat: Seat) -> None:
        """The seat has everything up to `flushed`: the next tick is its first."""
        seat.live = True
        self._live[seat] = None

    def leave(self, seat: Seat, now: float) -> None:
        """The seat is free again; also in the middle of a tick or of its catching up."""
        seat.live = False
        seat.gone = True
        self.seats.discard(seat)
        self._live.pop(seat, None)
        self.presence.state.depart(seat.line.member.person, seat.line.number, now)
        self.idle_since = now

    def look(self, seat: Seat, now: float, *, here: bool) -> None:
        """Somebody looks at the room again, or no longer: who does not is soon no longer named."""
        seat.away = not here
        change = self.presence.state.arrive if here else self.presence.state.depart
        change(seat.line.member.person, seat.line.number, now)

    def tick(self, now: float) -> None:
        """A moment passed: presence, typing and hands may have run out or be due to be told."""
        self.pass_on(self.presence.tick(now, self._holders))

    async def beyond(self, after: int) -> None:
        """Return when the room has an entry beyond `after`, or another past."""
        if self.head <= after:
            future = asyncio.get_running_loop().create_future()
            self._waiters[future] = after
            try:
                await future
            finally:
                self._waiters.pop(future, None)

    async def next_flush(self) -> None:
        """Return when the next tick has begun."""
        future = asyncio.get_running_loop().create_future()
        self._flushes.append(future)
        await future

    def _holders(self) -> Iterable[tuple[Member, int]]:
        return [(seat.line.member, seat.line.number) for seat in self.seats if not seat.line.closed and not seat.away]

    def _apply(self, entry: Entry) -> None:
        data = self.ring.push(entry)
        self._counters.entries_total += 1
        self._ticks.add(data)
        if entry.author:
            self.presence.state.stop_typing(entry.author.id)
        _wake(future for future, after in self._waiters.items() if entry.seq > after)

    def _begin_tick(self) -> None:
        self.flushed = self.head
        flushes, self._flushes = self._flushes, []
        _wake(flushes)

    def _look_for_missing(self) -> None:
        self._gap_timer = None
        if self._early and (self._fetching is None or self._fetching.done()):
            self._fetching = asyncio.create_task(self._fetch())

    async def _fetch(self) -> None:
        try:
            while True:
                ring, before = self.ring, self.head
                page = await self.read(before)
                if self._loading or self.ring is not ring:
                    return  # the room is starting over: this page may be of its past
                self.tell(page)
                if len(page) < PAGE_ENTRIES or self.head == before:
                    break
            # Below the head, or beyond an entry that the log does not have yet: the heartbeat asks again.
            self._early = {seq: entry for seq, entry in self._early.items() if seq > self.head}
        except Exception:
            log.exception("could not read the log of a room")

    async def _load(self, head: Head) -> None:
        # Until it is read, what was before stays in place; hints are kept for what comes.
        self._loading = True
        try:
            ring = Ring(head.seq)
            if head.seq:
                self._counters.log_reads_total += 1
                start = max(0, head.seq - RING_ENTRIES)
                page: Sequence[Entry] = await self.log.read(self.room, start, head.seq - start)
                ring.fill(page)
        finally:
            self._loading = False
        self.epoch = head.epoch
        self.ring = ring
        self.flushed = head.seq
        self._early = {seq: entry for seq, entry in self._early.items() if seq > head.seq}
        self.tell(())

    async def _start_over(self, head: Head) -> None:
        self._early.clear()  # of the past that is no more
        await self._load(head)
        _wake(self._waiters)
        self._counters.resets_total += len(self.seats)
        for seat in list(self.seats):
            seat.lose(self.epoch)


def _wake(waiting: Iterable[asyncio.Future[None]]) -> None:
    for future in waiting:
        if not future.done():
            future.set_result(None)
