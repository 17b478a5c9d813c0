"""What the server says, encoded once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from msgspec import Struct
from msgspec.json import Encoder

from realtime.wire.client import TAG

# Kinds of entries that speak of an earlier one (`of`) and decide what of its text may still be sent.
REWRITING: Final = frozenset({"edited", "removed", "restored"})


class Person(Struct, frozen=True, omit_defaults=True):
    """Somebody as others see them; `role` and `place` are words of the embedding application."""

    id: str
    name: str
    role: str | None = None
    place: str | None = None


class Entry(Struct, frozen=True, omit_defaults=True, tag="entry", tag_field=TAG, kw_only=True):
    """One lasting event of a room.

    `text` and `html` of None are absent on the wire, "" says that there is nothing to show any more. `of` names the
    entry that this one speaks of. `more` holds further fields of the kind and travels beside the others.
    """

    room: str
    seq: int
    kind: str
    at: datetime
    author: Person | None = None
    lang: str | None = None
    text: str | None = None
    html: str | None = None
    id: UUID | None = None
    of: int | None = None
    reply_to: int | None = None
    more: dict[str, Any] = {}


class Welcome(Struct, frozen=True, tag="welcome", tag_field=TAG, kw_only=True):
    """Accepted; the entries follow, then `live`. `count` is how many are here, `people` at most a hundred of them."""

    room: str
    epoch: str
    head: int
    me: dict[str, Any]
    people: tuple[Person, ...]
    count: int
    hands: tuple[Person, ...]
    can: tuple[str, ...]


class Rights(Struct, frozen=True, tag="rights", tag_field=TAG):
    """What the reader may do in the room from now on, as in `welcome`."""

    room: str
    can: tuple[str, ...]


class Live(Struct, frozen=True, tag="live", tag_field=TAG):
    """The backlog has been sent; from here on entries come as they happen."""

    room: str
    head: int


class Posted(Struct, frozen=True, tag="posted", tag_field=TAG, kw_only=True):
    """To the sender: on disk under `seq`; `dup` true says that it already was."""

    room: str
    id: UUID
    seq: int
    dup: bool = False


class Translation(Struct, frozen=True, tag="translation", tag_field=TAG, kw_only=True, omit_defaults=True):
    """The text of entry `seq` in another language, for readers of that language. `by` has no default, so that it is
    always sent."""

    room: str
    seq: int
    lang: str
    text: str
    html: str | None = None
    by: Literal["machine", "human"]


class People(Struct, frozen=True, tag="people", tag_field=TAG, kw_only=True):
    """Who is here: `count` in all, at most a hundred of them by name."""

    room: str
    count: int
    people: tuple[Person, ...]


class TypingNow(Struct, frozen=True, tag="typing", tag_field=TAG, kw_only=True):
    """Who is writing."""

    room: str
    people: tuple[Person, ...]


class Hands(Struct, frozen=True, tag="hands", tag_field=TAG, kw_only=True):
    """Raised hands, the first raised first."""

    room: str
    people: tuple[Person, ...]


class Reset(Struct, frozen=True, tag="reset", tag_field=TAG):
    """In place of `welcome`: history was rewritten, say hello again from 0."""

    room: str
    epoch: str


class Pong(Struct, frozen=True, tag="pong", tag_field=TAG):
    """Answer to a ping."""


class Beat(Struct, frozen=True, tag="beat", tag_field=TAG):
    """Heads of the rooms that the socket holds."""

    heads: dict[str, int]


class Restart(Struct, frozen=True, tag="restart", tag_field=TAG):
    """The server stops; come back after `retry_after` seconds."""

    retry_after: float


class Error(Struct, frozen=True, omit_defaults=True, tag="error", tag_field=TAG, kw_only=True):
    """A refusal: `code`, the frame it answers by `room` and `id`, and `facts`, which travel beside them."""

    code: str
    room: str | None = None
    id: UUID | None = None
    facts: Mapping[str, Any] = {}


Event = (
    Welcome
    | Rights
    | Entry
    | Live
    | Posted
    | Translation
    | People
    | TypingNow
    | Hands
    | Reset
    | Pong
    | Beat
    | Restart
    | Error
)


def encode(event: Event) -> bytes:
    """The event as one JSON object."""
    if isinstance(event, Entry) and event.more:
        return _join(_encoder.encode(_without_more(event)), event.more)
    if isinstance(event, Error) and event.facts:
        return _join(_encoder.encode(Error(code=event.code, room=event.room, id=event.id)), event.facts)
    return _encoder.encode(event)


def join(events: Iterable[bytes]) -> bytes:
    """The payload of one server frame: a JSON array of events that `encode` has made."""
    return b"[" + b",".join(events) + b"]"


def rewrite(entry: Entry, by: Entry) -> Entry:
    """The entry as it may be sent after `by` edited, emptied or restored it; itself where `by` is about another."""
    if by.kind not in REWRITING or by.of is None or by.of not in (entry.seq, entry.of) or entry.seq >= by.seq:
        return entry
    if entry.text is None or entry.kind not in ("said", "edited", "restored"):
        return entry
    fields: dict[str, Any] = {name: getattr(entry, name) for name in entry.__struct_fields__}
    if by.kind == "removed":
        return Entry(**fields | {"text": "", "html": "" if entry.html is not None else None, "more": {}})
    return Entry(**fields | {"text": by.text, "html": by.html, "lang": by.lang or entry.lang, "more": by.more})


def _join(body: bytes, more: Mapping[str, Any]) -> bytes:
    return body[:-1] + b"," + _encoder.encode(more)[1:]


def _without_more(entry: Entry) -> Entry:
    fields = {name: getattr(entry, name) for name in entry.__struct_fields__ if name != "more"}
    return Entry(**fields)


_encoder: Final = Encoder()
