"""What the engine asks of others (Gatekeeper, RoomLog, Backplane) and what others may ask of it (Engine)."""

from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from msgspec import Struct

from realtime.wire import Change, Entry, Person, Translation

EXTENSION = "mosty.fanout"
"""Key of scope["extensions"] under which the server lends a `Fanout`."""

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
"""ASGI receive of a WebSocket that has been accepted."""
Send = Callable[[Any], Awaitable[None]]
"""ASGI send of the same."""


class Refused(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A port says no.

    `code` is a wire error code; `facts` travel with it. From `Gatekeeper.admit` four codes close the socket:
    `signed_out` (4401), `banned` and `forbidden` (4403, a right was lost), and `no_room` where the socket holds no
    other room (4404, else it is an `error`). Any other code is an `error` about that room.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who is at the other end of a socket, as the handshake found out.

    `account` and `person` of None: a guest, who is counted but not named and can only read. `session` is any stable
    name of the sign-in (a hash, a token's id), by which it is revoked; it ends by itself after `lasts` seconds (None:
    never). `address` is whom the socket counts for:
    the client's IP address, or the network that one household has.
    """

    account: str | None
    session: str | None
    person: Person | None
    address: str
    lang: str
    lasts: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a member may do in a room.

    `can` goes into `welcome` as it is; the engine itself reads "talk" (typing) and "talk" or "hand" (raising a hand).
    Entries up to `floor` are never sent to this member; `seen` is the last one that the account has read. `why` is the
    reason for which the member may not talk; who loses that right while inside is told it. `person` is how others see
    the member now, None: as in `Member`.
    """

    can: tuple[str, ...]
    why: Refused | None = None
    floor: int = 0
    seen: int = 0
    person: Person | None = None


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


class Revocation(Struct, frozen=True, kw_only=True, tag="revoked", omit_defaults=True):
    """Somebody's rights changed: those sockets are meant that match every field that is not None.

    `code` 4401 or 4403 closes them; 4404 takes `room` from them (and closes those that hold no other). None: ask
    `Gatekeeper.admit` again for each of their rooms, and take the rooms that are refused (a role or mode changed).
    """

    code: int | None = None
    account: str | None = None
    session: str | None = None
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Revocations:
    """Revocations recorded after the cursor that was asked with, and the cursor to ask with next."""

    cursor: int
    items: Sequence[Revocation] = ()


class Gatekeeper(Protocol):
    """Who may enter which room; rights come from the application."""

    async def admit(self, member: Member, room: str) -> Admission:
        """What the member may do in the room now; it is asked again after a revocation without code.

        At most two statements: a returning reader costs three in all.

        Raises:
            Refused: `no_room` where the room is absent or hidden (the same for both), `signed_out` where the session
                is over or the room needs one, `banned` where the account is, `forbidden` where the member may know of
                the room and not enter it.
        """
        ...

    async def revocations(self, since: int | None) -> Revocations:
        """Revocations committed after `since` by any process or command, oldest first; asked every 2 seconds.

        None: only the present cursor is wanted. One cheap statement; it is what makes a ban by another process or the
        command line reach sockets within 5 s without a backplane.
        """
        ...


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


class Fanout(Protocol):
    """A server's own protocol object that lends its transport, found in scope["extensions"][EXTENSION]."""

    farewell: Callable[[], bytes | None] | None
    """Asked for last bytes (ready frames) when the server shuts the connection down."""

    def write_frames(self, frames: bytes) -> bool:
        """Write ready WebSocket frames; False where the connection is closing and nothing was written."""
        ...

    def unsent(self) -> int:
        """Bytes that wait in the transport."""
        ...

    async def drained(self) -> None:
        """Wait until the transport takes more."""
        ...

    def close_now(self, code: int, reason: str, *, cut_after: float) -> None:
        """Start the closing handshake without waiting for the transport, cut the connection after so many seconds."""
        ...


@runtime_checkable
class Engine(Protocol):
    """What the application may ask of the engine; made and handed in by the composition root.

    All of it runs on the event loop's thread.
    """

    async def serve(self, member: Member, receive: Receive, send: Send, fanout: Fanout | None = None) -> None:
        """Run one accepted WebSocket until it is closed; returns then, raises nothing but cancellation.

        `receive` and `send` are the ASGI callables after `websocket.accept`; `fanout` is
        `scope["extensions"].get(EXTENSION)`.
        """
        ...

    def announce(self, room: str, entries: Sequence[Entry]) -> None:
        """Tell readers, here and in other processes, of entries that have been committed. Never raises, never waits.

        To be called after the commit by whoever writes to a room's log: a post from the socket, a form or the API, an
        edit, a moderator's removal, a capability's own kind of entry.
        """
        ...

    def translated(self, translation: Translation) -> None:
        """Tell readers of that language, here and in other processes; after the commit."""
        ...

    def revoke(self, revocation: Revocation) -> None:
        """Apply changed rights to sockets here and in other processes; after the commit."""
        ...

    async def wait(self, room: str, after: int, timeout: float) -> None:  # noqa: ASYNC109 - a long poll's own length
        """Return when the room has an entry beyond `after`, its history was rewritten, or `timeout` seconds have passed
        (long poll)."""
        ...

    def here(self, room: str) -> Sequence[Person]:
        """Who is in the room now, as far as this process knows."""
        ...

    def hands(self, room: str) -> Sequence[Person]:
        """Whose hand is up in the room now, the first raised first, as far as this process knows."""
        ...

    def metrics(self) -> Mapping[str, float]:
        """Counters and gauges by name, for Prometheus."""
        ...
