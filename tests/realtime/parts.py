"""A log, a gatekeeper and people for the engine's tests."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from realtime import wire
from realtime.ports import (
    Admission,
    Appended,
    Head,
    Member,
    Refused,
    Revocation,
    Revocations,
    SeenMark,
)
from realtime.wire import Change, Entry, Person, Translation

LONG_AGO = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def person(name: str) -> Person:
    """Somebody whose id is the name in lower case."""
    return Person(id=name.lower(), name=name)


def member(
    name: str | None = "Olha", *, session: str | None = None, address: str = "192.0.2.1", lang: str = "uk"
) -> Member:
    """Somebody at a socket; a guest where there is no name."""
    if name is None:
        return Member(account=None, session=None, person=None, address=address, lang=lang)
    return Member(
        account=name.lower(), session=session or f"{name.lower()}-1", person=person(name), address=address, lang=lang
    )


def said(seq: int, text: str | None = None, *, room: str = "lutsk", by: str = "Olha") -> Entry:
    """A message as the log gives it."""
    text = f"message {seq}" if text is None else text
    return Entry(
        room=room,
        seq=seq,
        kind="said",
        at=LONG_AGO + timedelta(seconds=seq),
        author=person(by),
        lang="uk",
        text=text,
        html=f"<p>{text}</p>",
        id=UUID(int=seq),
    )


async def no_delay(point: str) -> None:
    """A failpoint that does nothing."""


@dataclass
class MemoryLog:
    """`ports.RoomLog` in a dictionary, with the same promises; `calls` counts statements, `delay` is a failpoint.

    `announce` is the engine's, set by whoever puts the parts together; where it is None the entries are written as
    another process would write them.
    """

    rooms: dict[str, list[Entry]] = field(default_factory=dict)
    epochs: dict[str, str] = field(default_factory=dict)
    words: list[Translation] = field(default_factory=list)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    announce: Callable[[str, Sequence[Entry]], None] | None = None
    delay: Callable[[str], Awaitable[None]] = no_delay
    refuse: Refused | None = None
    _ids: dict[tuple[str, UUID], tuple[Change, int]] = field(default_factory=dict)

    def open(self, room: str, entries: Iterable[Entry] = (), *, epoch: str = "e1") -> None:
        """Make the room."""
        self.rooms[room] = list(entries)
        self.epochs[room] = epoch

    def commit(self, room: str, *, tell: bool = True, **fields: object) -> Entry:
        """Write one entry, whatever its kind, and announce it."""
        log = self.rooms[room]
        seq = len(log) + 1
        entry = Entry(**({"room": room, "seq": seq, "kind": "said", "at": LONG_AGO + timedelta(seconds=seq)} | fields))  # type: ignore[arg-type]
        log.append(entry)
        if tell and self.announce:
            self.announce(room, [entry])
        return entry

    def say(self, room: str, text: str, *, tell: bool = True, by: str = "Olha") -> Entry:
        """Write a message."""
        seq = len(self.rooms[room]) + 1
        return self.commit(room, tell=tell, text=text, html=text, author=person(by), lang="uk", id=UUID(int=seq))

    async def heads(self, rooms: Collection[str]) -> Mapping[str, Head]:
        self.calls["heads"] += 1
        await self.delay("before heads")
        answer = {room: Head(self.epochs[room], len(self.rooms[room])) for room in rooms if room in self.rooms}
        await self.delay("after heads")
        return answer

    async def read(self, room: str, after: int, limit: int) -> Sequence[Entry]:
        self.calls["read"] += 1
        await self.delay("before read")
        log = self.rooms[room]
        page = [self._current(log, entry) for entry in log[after : after + limit]]
        await self.delay("after read")
        return page

    async def translations(self, room: str, first: int, last: int, lang: str) -> Sequence[Translation]:
        self.calls["translations"] += 1
        await self.delay("translations")
        return [w for w in self.words if w.room == room and first <= w.seq <= last and w.lang == lang]

    async def append(self, member: Member, change: Change, *, only_repeat: bool = False) -> Appended:
        self.calls["append"] += 1
        await self.delay("append")
        assert member.account
        assert member.person
        if self.refuse:
            raise self.refuse
        key = member.account, change.id
        if known := self._ids.get(key):
            if known[0] != change:
                raise Refused("mismatch")
            return Appended(known[1], dup=True)
        if only_repeat:
            raise Refused("slow_down")
        if not isinstance(change, wire.Post) and self.rooms[change.room][change.seq - 1].author != member.person:
            raise Refused("not_yours")
        text = None if isinstance(change, wire.Remove) else change.text
        entry = self.commit(
            change.room,
            kind={"Post": "said", "Edit": "edited", "Remove": "removed"}[type(change).__name__],
            author=member.person,
            lang=member.lang,
            text=text,
            html=text,
            id=change.id,
            of=None if isinstance(change, wire.Post) else change.seq,
            reply_to=change.reply_to if isinstance(change, wire.Post) else None,
        )
        self._ids[key] = change, entry.seq
        return Appended(entry.seq)

    async def mark_seen(self, marks: Sequence[SeenMark]) -> None:
        for mark in marks:
            key = mark.account, mark.room
            self.seen[key] = max(mark.seq, self.seen.get(key, 0))

    @staticmethod
    def _current(log: list[Entry], entry: Entry) -> Entry:
        for later in log[entry.seq :]:
            entry = wire.rewrite(entry, later)
        return entry


@dataclass
class Gate:
    """`ports.Gatekeeper`: everybody may talk, except who is listed in `away` by (account, room) or account."""

    away: dict[tuple[str | None, str] | str, str] = field(default_factory=dict)
    rooms: set[str] = field(default_factory=lambda: {"lutsk", "gdynia"})
    recorded: list[Revocation] = field(default_factory=list)
    floors: dict[str, int] = field(default_factory=dict)
    asked: int = 0

    async def admit(self, member: Member, room: str) -> Admission:
        self.asked += 1
        await asyncio.sleep(0)
        if room not in self.rooms:
            raise Refused("no_room")
        if code := self.away.get((member.account, room)) or self.away.get(member.account or ""):
            raise Refused(code)
        can = ("read", "talk") if member.account else ("read",)
        return Admission(can=can, floor=self.floors.get(room, 0))

    async def revocations(self, since: int | None) -> Revocations:
        return Revocations(len(self.recorded), self.recorded[since or 0 :] if since is not None else [])


def shifted(entry: Entry, **fields: object) -> Entry:
    """The entry with other fields."""
    return replace(entry, **fields)
