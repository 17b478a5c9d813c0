"""The engine of one process: sockets in, committed entries out."""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from realtime import wire
from realtime.channels import Channels
from realtime.connection import Connection
from realtime.counters import Counters
from realtime.line import AsgiLine, Line, Ready, TransportLine
from realtime.parts import Parts
from realtime.ports import (
    Backplane,
    Fanout,
    Gatekeeper,
    Member,
    Note,
    Receive,
    Refused,
    Revocation,
    RoomLog,
    Send,
)
from realtime.registry import Registry
from realtime.ticks import MEMBERS_PER_TURN
from realtime.wire import Entry, Limits, Person, Translation

PRESENCE_SECONDS: Final = 0.2
REVOCATIONS_SECONDS: Final = 1.5
HEADS_SECONDS: Final = 4.0
MARKS_SECONDS: Final = 3.0
BEAT_SECONDS: Final = 25.0
DRAIN_SECONDS: Final = 5.0
READMITTED_AT_ONCE: Final = 4

log = logging.getLogger(__name__)


class Hub:
    """Implements `ports.Engine`. `start` and `drain` belong to whoever runs the server.

    Args:
        limits: `wire.LIFTED` where MOSTY_LIMITS=off.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        gatekeeper: Gatekeeper,
        room_log: RoomLog,
        backplane: Backplane,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        limits = limits or Limits()
        self.counters = Counters()
        self.channels = Channels(room_log, backplane, self.counters, origin=secrets.token_hex(8))
        self._parts = Parts(gatekeeper, room_log, self.channels, self.counters, limits, clock)
        self._backplane = backplane
        self._registry = Registry(limits)
        self._cursor: int | None = None
        self._draining = False
        self._stopped = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._empty = asyncio.Event()
        self._empty.set()

    async def start(self) -> None:
        """Take up the backplane and the regular rounds."""
        await self._backplane.start(self._heard)
        with _told("could not read the revocations"):
            await self.check_revocations()
        for seconds, round_ in (
            (PRESENCE_SECONDS, self.tick),
            (REVOCATIONS_SECONDS, self.check_revocations),
            (HEADS_SECONDS, self.channels.check_heads),
            (MARKS_SECONDS, self.keep_marks),
            (BEAT_SECONDS, self.beat),
        ):
            self._spawn(self._every(seconds, round_))

    async def drain(self, *, seconds: float = DRAIN_SECONDS) -> None:
        """Send everybody away with `restart` and 1012, wait at most so long for them to go, then stop."""
        self._draining = True
        for number, connection in enumerate(self._registry.all()):
            connection.restart()
            if number % MEMBERS_PER_TURN == MEMBERS_PER_TURN - 1:
                await asyncio.sleep(0)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), seconds)
        self._stopped.set()
        if self._tasks:
            # A question that is on its way to the database may come home: cut off, it would take a connection along.
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with _told("could not keep how far people have read"):
            await self.keep_marks()
        self.channels.close()
        await self._backplane.stop()

    # --- ports.Engine

    async def serve(self, member: Member, receive: Receive, send: Send, fanout: Fanout | None = None) -> None:
        """Run one accepted WebSocket until it is closed."""
        line: Line | None = None
        try:
            async with asyncio.timeout(None) as scope:
                if fanout:
                    line = TransportLine(member, self.counters, fanout)
                else:
                    line = AsgiLine(member, self.counters, send, scope)
                await self._serve(member, receive, line, fanout)
        except TimeoutError:
            log.debug("cut a socket that took nothing any more")
        except Exception:
            log.exception("a socket failed")
            if line:
                line.close(1011, "internal error")
        finally:
            if line:
                await line.finish()

    def announce(self, room: str, entries: Sequence[Entry]) -> None:
        """Tell readers of committed entries."""
        with _told("could not announce entries"):
            self.channels.announce(room, entries)

    def translated(self, translation: Translation) -> None:
        """Tell readers of that language."""
        with _told("could not announce a translation"):
            self.channels.translated(translation)

    def revoke(self, revocation: Revocation) -> None:
        """Apply changed rights here and in other processes."""
        with _told("could not revoke"):
            self._backplane.publish(revocation)
            self._revoke(revocation)

    async def wait(self, room: str, after: int, timeout: float) -> None:  # noqa: ASYNC109 - a long poll's own length
        """Return when the room has an entry beyond `after` or another past, or after `timeout` seconds."""
        with contextlib.suppress(TimeoutError, Refused):
            async with asyncio.timeout(timeout):
                channel = await self.channels.open(room, self._parts.clock())
                await channel.beyond(after)

    def here(self, room: str) -> Sequence[Person]:
        """Who is in the room now."""
        channel = self.channels.get(room)
        return channel.presence.state.people() if channel else ()

    def hands(self, room: str) -> Sequence[Person]:
        """Whose hand is up in the room now, the first raised first."""
        channel = self.channels.get(room)
        return channel.presence.state.hands() if channel else ()

    def metrics(self) -> Mapping[str, float]:
        """Counters and gauges by name."""
        values: dict[str, float] = {name: value for name, value in asdict(self.counters).items() if name != "closed"}
        values |= {f"closed_{code}_total": number for code, number in sorted(self.counters.closed.items())}
        return values | {"rooms": len(self.channels.all())}

    # --- regular rounds, also called by tests

    async def tick(self) -> None:
        """Presence runs out and is told; forgotten things are let go of."""
        now = self._parts.clock()
        self.channels.tick(now)
        self._registry.forget_paid(now)

    async def check_revocations(self) -> None:
        """Apply what other processes and commands have revoked."""
        answer = await self._parts.gatekeeper.revocations(self._cursor)
        first, self._cursor = self._cursor is None, answer.cursor
        for revocation in () if first else answer.items:
            self._revoke(_stale(revocation))

    async def keep_marks(self) -> None:
        """Hand over how far people have read; what cannot be kept now is handed over again."""
        if marks := self._parts.take_marks():
            try:
                await self._parts.log.mark_seen(marks)
            except Exception:
                self._parts.give_back(marks)
                raise

    async def beat(self) -> None:
        """Tell every socket the heads of its rooms; sockets with the same rooms get the same bytes."""
        ready: dict[tuple[tuple[str, int], ...], Ready] = {}
        for number, connection in enumerate(self._registry.all()):
            heads = {room: channel.flushed for room, (channel, seat) in connection.seats.items() if seat.live}
            key = tuple(heads.items())
            if key not in ready:
                ready[key] = Ready([wire.encode(wire.Beat(heads))])
            connection.line.write(ready[key])
            if number % MEMBERS_PER_TURN == MEMBERS_PER_TURN - 1:
                await asyncio.sleep(0)
                ready.clear()  # heads moved meanwhile

    async def _serve(self, member: Member, receive: Receive, line: Line, fanout: Fanout | None) -> None:
        connection = Connection(self._parts, line, self._registry.allowance(member, self._parts.clock()))
        if self._draining:
            connection.restart()
            return
        if not self._registry.has_place(member.address):
            connection.close(wire.CLOSE_FLOOD, "too many sockets of one address")
            return
        if fanout:
            fanout.farewell = lambda: None if line.closed else Ready([wire.encode(connection.farewell())]).frames
        for displaced in self._registry.add(connection):
            self._registry.remove(displaced)
            displaced.close(wire.CLOSE_TOO_MANY_SOCKETS, "too many sockets of one account")
        self.counters.sockets += 1
        self.counters.sockets_total += 1
        self._empty.clear()
        try:
            await connection.run(receive)
        finally:
            self._registry.remove(connection)
            self.counters.sockets -= 1
            if self.counters.sockets == 0:
                self._empty.set()

    def _heard(self, note: Note) -> None:
        with _told("could not take a note of another process"):
            if isinstance(note, Revocation):
                self._revoke(_stale(note))
            else:
                self.channels.heard(note, self._parts.clock())

    def _revoke(self, revocation: Revocation) -> None:
        self._parts.revocations += 1
        meant = self._registry.matching(revocation)
        if revocation.code is None:
            for connection in meant:
                connection.doubt(revocation.room)
            self._spawn(_readmit(meant))
            return
        for connection in meant:
            if revocation.code == wire.CLOSE_NO_ROOM and revocation.room is not None:
                connection.lose(revocation.room, "no_room")
            else:
                connection.close(revocation.code, "rights changed")

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _every(self, seconds: float, round_: Callable[[], Awaitable[None]]) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), seconds)
            if self._stopped.is_set():
                return
            with _told("a regular round of the chat failed"):
                await round_()


async def _readmit(connections: Sequence[Connection]) -> None:
    """Ask again for each, a few at a time: a full room's question must leave the database to others too."""
    for start in range(0, len(connections), READMITTED_AT_ONCE):
        await asyncio.gather(*(one.readmit() for one in connections[start : start + READMITTED_AT_ONCE]))


def _stale(revocation: Revocation) -> Revocation:
    """The same, heard a moment later: a ban may have been lifted since, so the gatekeeper is asked. A session that has
    ended stays so."""
    if revocation.session is not None or revocation.code is None:
        return revocation
    return Revocation(account=revocation.account, room=revocation.room)


@contextlib.contextmanager
def _told(what: str) -> Any:
    """Log what fails and go on: none of it may reach a post."""
    try:
        yield
    except Exception:
        log.exception(what)
