"""A small town for the engine: a log in memory, a gatekeeper, and people with sockets."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, cast
from uuid import UUID, uuid4

from realtime import wire
from realtime.backplane.memory import MemoryBackplane, MemoryBus
from realtime.hub import Hub
from realtime.ports import (
    Admission,
    Appended,
    Backplane,
    Engine,
    Head,
    Member,
    Refused,
    Revocation,
    Revocations,
    SeenMark,
)
from realtime.wire import Change, Edit, Entry, Limits, Person, Post, Remove, Translation

ROOM = "vinnytsia"
DAWN = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


Pause = Callable[[], Awaitable[None]]


async def no_pause() -> None:
    """Where a test injects no delay."""


@dataclass
class Story:
    """One room of the log; `entries` hold every text as it was written."""

    epoch: str = "e1"
    entries: list[Entry] = field(default_factory=list)
    ids: dict[tuple[str, UUID], tuple[int, Change]] = field(default_factory=dict)
    translations: list[Translation] = field(default_factory=list)
    read_only: bool = False

    def current(self, entry: Entry) -> Entry:
        """The entry as it may be sent today."""
        for later in self.entries[entry.seq :]:
            entry = wire.rewrite(entry, later)
        return entry


class MemoryLog:
    """Implements RoomLog. Pauses are awaited before and after a reading; `calls` counts what was asked."""

    def __init__(self) -> None:
        self.rooms: dict[str, Story] = {ROOM: Story()}
        self.engines: list[Engine] = []
        self.calls: Counter[str] = Counter()
        self.muted: dict[str, str] = {}
        self.seen: dict[tuple[str, str], int] = {}
        self.before_heads: Pause = no_pause
        self.after_heads: Pause = no_pause
        self.before_read: Pause = no_pause
        self.after_read: Pause = no_pause
        self.before_append: Pause = no_pause
        self.tell = self._tell_first

    async def heads(self, rooms: Collection[str]) -> Mapping[str, Head]:
        self.calls["heads"] += 1
        await self.before_heads()
        heads = {
            room: Head(self.rooms[room].epoch, len(self.rooms[room].entries)) for room in rooms if room in self.rooms
        }
        await self.after_heads()
        return heads

    async def read(self, room: str, after: int, limit: int) -> Sequence[Entry]:
        self.calls["read"] += 1
        await self.before_read()
        story = self.rooms[room]
        page = [story.current(entry) for entry in story.entries[after : after + limit]]
        await self.after_read()
        return page

    async def translations(self, room: str, first: int, last: int, lang: str) -> Sequence[Translation]:
        self.calls["translations"] += 1
        return [t for t in self.rooms[room].translations if first <= t.seq <= last and t.lang == lang]

    async def append(self, member: Member, change: Change, *, only_repeat: bool = False) -> Appended:
        self.calls["append"] += 1
        await self.before_append()
        story = self.rooms.get(change.room)
        if story is None:
            raise Refused("no_room")
        if member.account is None:
            raise Refused("not_seated")
        if known := story.ids.get((member.account, change.id)):
            if known[1] != change:
                raise Refused("mismatch")
            return Appended(known[0], dup=True)
        if only_repeat:
            raise Refused("slow_down")
        if member.account in self.muted:
            raise Refused("muted", until=self.muted[member.account])
        if story.read_only:
            raise Refused("read_only")
        entry = self._entry(story, member, change)
        story.ids[member.account, change.id] = entry.seq, change
        self.write(entry)
        return Appended(entry.seq)

    async def mark_seen(self, marks: Sequence[SeenMark]) -> None:
        for mark in marks:
            key = mark.account, mark.room
            self.seen[key] = max(self.seen.get(key, 0), mark.seq)

    def write(self, entry: Entry) -> None:
        """Commit an entry and announce it."""
        self.commit(entry)
        self.tell(entry)

    def commit(self, entry: Entry) -> None:
        """Commit an entry and tell nobody."""
        entries = self.rooms[entry.room].entries
        assert entry.seq == len(entries) + 1
        entries.append(entry)

    def say(self, text: str, room: str = ROOM, *, kind: str = "said", of: int | None = None) -> Entry:
        """Somebody's words, through a form or the API."""
        entry = said(len(self.rooms[room].entries) + 1, text, room, kind=kind, of=of)
        self.write(entry)
        return entry

    def fill(self, number: int, room: str = ROOM) -> None:
        """So many messages from long ago."""
        for _ in range(number):
            seq = len(self.rooms[room].entries) + 1
            self.commit(said(seq, f"message {seq}", room))

    def remove(self, seq: int, room: str = ROOM) -> Entry:
        """A moderator takes a message away."""
        return self.say("", room, kind="removed", of=seq)

    def _tell_first(self, entry: Entry) -> None:
        for engine in self.engines[:1]:
            engine.announce(entry.room, [entry])

    def _entry(self, story: Story, member: Member, change: Change) -> Entry:
        seq = len(story.entries) + 1
        if isinstance(change, Post):
            return said(seq, change.text, change.room, author=member.person, id=change.id, reply_to=change.reply_to)
        told = story.entries[change.seq - 1] if change.seq <= len(story.entries) else None
        if told is None or told.author != member.person:
            raise Refused("not_yours")
        if isinstance(change, Edit):
            return said(seq, change.text, change.room, kind="edited", of=change.seq, author=member.person, id=change.id)
        assert isinstance(change, Remove)
        return said(seq, "", change.room, kind="removed", of=change.seq, author=member.person, id=change.id)


def said(
    seq: int,
    text: str,
    room: str = ROOM,
    *,
    kind: str = "said",
    of: int | None = None,
    author: Person | None = None,
    id: UUID | None = None,  # noqa: A002 - the wire's word
    reply_to: int | None = None,
) -> Entry:
    """An entry of a log."""
    return Entry(
        room=room,
        seq=seq,
        kind=kind,
        at=DAWN + timedelta(seconds=seq),
        author=author,
        lang="uk",
        text=text,
        html=f"<p>{text}</p>" if text else "",
        id=id,
        of=of,
        reply_to=reply_to,
    )


class Doors:
    """Implements Gatekeeper: everybody may read and talk, but for what a test says."""

    def __init__(self, log: MemoryLog) -> None:
        self.log = log
        self.refused: dict[tuple[str | None, str | None], str] = {}
        self.can: tuple[str, ...] = ("read", "talk")
        self.floor = 0
        self.list: list[Revocation] = []
        self.before_admit: Pause = no_pause

    async def admit(self, member: Member, room: str) -> Admission:
        await self.before_admit()
        for key in ((member.account, room), (member.account, None), (None, room)):
            if key != (None, None) and key in self.refused:
                raise Refused(self.refused[key])
        if room not in self.log.rooms:
            raise Refused("no_room")
        seen = self.log.seen.get((member.account or "", room), 0)
        return Admission(can=self.can if member.account else ("read",), floor=self.floor, seen=seen)

    async def revocations(self, since: int | None) -> Revocations:
        return Revocations(len(self.list), () if since is None else self.list[since:])


_addresses = count(1)


def somebody(name: str | None = "Olena", *, lang: str = "uk", address: str | None = None) -> Member:
    """A member of this name, a guest where it is None."""
    account = name.lower() if name else None
    return Member(
        account=account,
        session=f"session of {account}" if account else None,
        person=Person(account, name) if account and name else None,
        address=address or f"10.0.0.{next(_addresses)}",
        lang=lang,
    )


class LentTransport:
    """Implements Fanout in memory; `stalled` is a reader that reads nothing."""

    def __init__(self, client: "Client") -> None:
        self.farewell: Callable[[], bytes | None] | None = None
        self.stalled = False
        self.cut = False
        self._client = client
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()

    def write_frames(self, frames: bytes) -> bool:
        if self._client.code is not None:
            return False
        if self.stalled:
            self._waiting += len(frames)
            self._room.clear()
        else:
            for payload in _payloads(frames):
                self._client.take(payload)
        return True

    def unsent(self) -> int:
        return self._waiting

    def trickle(self) -> None:
        """The reader takes a little."""
        self._waiting = max(1, self._waiting - 1_000)

    async def drained(self) -> None:
        await self._room.wait()

    def close_now(self, code: int, reason: str, *, cut_after: float) -> None:
        if self._client.code is None:
            self._client.code = code
            self._client.incoming.put_nowait({"type": "websocket.disconnect", "code": code})
            self._client.woken.set()
            asyncio.get_running_loop().call_later(cut_after, self._cut)

    def _cut(self) -> None:
        self.cut = True
        self._room.set()


class Client:
    """Somebody's program at the other end of a socket. `events` is everything that came, `code` how it ended."""

    def __init__(self, hub: Hub, member: Member, *, lend: bool = True) -> None:
        self.member = member
        self.events: list[dict[str, Any]] = []
        self.frames: list[list[dict[str, Any]]] = []
        self.code: int | None = None
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.woken = asyncio.Event()
        self.transport = LentTransport(self) if lend else None
        self.stalled = False  # of a socket that is sent to through ASGI
        self._heard = 0
        self.task = asyncio.create_task(hub.serve(member, self.incoming.get, self._send, self.transport))

    def say(self, t: str, **fields: Any) -> None:
        """Send a frame; `room` is the town's where none is given."""
        room = {} if t in ("ping",) else {"room": ROOM}
        self.say_raw(json.dumps({"t": t} | room | fields, default=str))

    def say_raw(self, text: str) -> None:
        self.incoming.put_nowait({"type": "websocket.receive", "text": text})

    def post(self, text: str, room: str = ROOM, **fields: Any) -> UUID:
        """Say a text; its id."""
        mine = cast(UUID, fields.pop("id", None) or uuid4())
        self.say("post", room=room, id=mine, text=text, **fields)
        return mine

    async def enter(self, room: str = ROOM, **fields: Any) -> list[dict[str, Any]]:
        """Say hello and wait for `live`; what came."""
        if "last" not in fields:
            fields.setdefault("after", 0)
        start = self._heard
        self.say("hello", room=room, **fields)
        await self.hears("live", room=room)
        return self.events[start : self._heard]

    async def hears(self, t: str, **fields: Any) -> dict[str, Any]:
        """The next event of this kind, skipping others; 60 s are waited for it."""
        async with asyncio.timeout(60):
            while True:
                while self._heard < len(self.events):
                    event = self.events[self._heard]
                    self._heard += 1
                    if event["t"] == t and fields.items() <= event.items():
                        return event
                assert self.code is None, f"closed with {self.code} while waiting for {t}"
                self.woken.clear()
                await self.woken.wait()

    async def ends(self) -> int | None:
        """Wait until the socket is closed; the code."""
        async with asyncio.timeout(60):
            await asyncio.wait([self.task])
        return self.code

    def seqs(self, room: str = ROOM) -> list[int]:
        """Numbers of the entries that came, in the order in which they came."""
        return [event["seq"] for event in self.events if event["t"] == "entry" and event["room"] == room]

    def of(self, t: str) -> list[dict[str, Any]]:
        """Every event of this kind that came."""
        return [event for event in self.events if event["t"] == t]

    def hang_up(self) -> None:
        self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1001})

    def take(self, payload: bytes | str) -> None:
        events = json.loads(payload)
        self.frames.append(events)
        self.events += events
        self.woken.set()

    async def _send(self, message: Any) -> None:
        if self.stalled:
            await asyncio.Event().wait()
        if message["type"] == "websocket.send":
            self.take(message["text"])
        elif self.code is None:
            self.code = message["code"]
            self.incoming.put_nowait({"type": "websocket.disconnect", "code": self.code})
            self.woken.set()


class Town:
    """One process's engine over the log, in simulated time."""

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        log: MemoryLog | None = None,
        bus: MemoryBus | None = None,
        doors: Doors | None = None,
        backplane: Backplane | None = None,
    ) -> None:
        self.log = log or MemoryLog()
        self.doors = doors or Doors(self.log)
        clock = asyncio.get_running_loop().time
        self.hub = Hub(self.doors, self.log, backplane or MemoryBackplane(bus), limits=limits, clock=clock)
        self.log.engines.append(self.hub)

    async def __aenter__(self) -> "Town":
        await self.hub.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.hub.drain()

    def connect(self, name: str | None = "Olena", *, lend: bool = True, **fields: Any) -> Client:
        """A socket of somebody."""
        return Client(self.hub, somebody(name, **fields), lend=lend)


def pauses(lengths: Sequence[float]) -> Callable[[], Awaitable[None]]:
    """A pause of each length in turn, again from the first after the last."""
    turn = count()

    async def pause() -> None:
        if lengths:
            await asyncio.sleep(lengths[next(turn) % len(lengths)])

    return pause


def _payloads(frames: bytes) -> Iterator[bytes]:
    """What is in the text frames, each of which must be whole and unmasked."""
    while frames:
        assert frames[0] == 0x81, "whole text frames"
        length = frames[1]
        start, length = (
            (4, int.from_bytes(frames[2:4]))
            if length == 126
            else (10, int.from_bytes(frames[2:10]))
            if length == 127
            else (2, length)
        )
        assert len(frames) >= start + length
        yield frames[start : start + length]
        frames = frames[start + length :]
