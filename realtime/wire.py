"""Frames of the subprotocol `mosty.v1`: what a client may send, what the server says, and their bytes."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from msgspec import DecodeError, Meta, Struct
from msgspec.json import Decoder, Encoder

SUBPROTOCOL: Final = "mosty.v1"
MAX_FRAME_BYTES: Final = 16 * 1024
MAX_TEXT_CHARACTERS: Final = 4_000
MAX_LAST: Final = 500

CLOSE_BINARY: Final = 1003
CLOSE_PING_FLOOD: Final = 1008
CLOSE_TOO_LARGE: Final = 1009
CLOSE_RESTART: Final = 1012
CLOSE_BAD_FRAMES: Final = 4400
CLOSE_SIGNED_OUT: Final = 4401
CLOSE_RIGHT_LOST: Final = 4403
CLOSE_NO_ROOM: Final = 4404
CLOSE_NO_HELLO: Final = 4408
CLOSE_TOO_MANY_SOCKETS: Final = 4409
CLOSE_FLOOD: Final = 4429
CLOSE_TOO_SLOW: Final = 4430

# Kinds of entries that speak of an earlier one (`of`) and decide what of its text may still be sent.
REWRITING: Final = frozenset({"edited", "removed", "restored"})


class Limits(Struct, frozen=True, kw_only=True):
    """What one connection, account or address may do; a burst of 0 means no limit."""

    post_burst: int = 10
    posts_per_second: float = 1.0
    refusals: int = 30
    ping_burst: int = 50
    pings_per_second: float = 5.0
    frame_burst: int = 200
    frames_per_second: float = 50.0
    sockets_per_account: int = 5
    sockets_per_address: int = 20
    rooms_per_socket: int = 32


LIFTED: Final = Limits(
    post_burst=0, ping_burst=0, frame_burst=0, sockets_per_account=0, sockets_per_address=0, rooms_per_socket=0
)


# --- from the client ---------------------------------------------------------------------------------------------

_TAG: Final = "t"
RoomId = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\A[^\x00-\x1f\x7f]+\Z")]
Lang = Annotated[str, Meta(max_length=35, pattern=r"\A[a-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")]
Epoch = Annotated[str, Meta(max_length=64, pattern=r"\A[^\x00-\x1f\x7f]*\Z")]
Seq = Annotated[int, Meta(ge=1)]


class _Frame(Struct, tag_field=_TAG, forbid_unknown_fields=True, frozen=True, kw_only=True):
    pass


class Hello(_Frame, frozen=True, kw_only=True, tag="hello"):
    """Enter a room having seen everything up to `after`, or wanting the `last` so many; exactly one is given."""

    room: RoomId
    after: Annotated[int, Meta(ge=0)] | None = None
    last: Annotated[int, Meta(ge=1, le=MAX_LAST)] | None = None
    epoch: Epoch | None = None
    lang: Lang | None = None

    def __post_init__(self) -> None:
        if (self.after is None) == (self.last is None):
            raise ValueError("exactly one of after and last")


class Post(_Frame, frozen=True, kw_only=True, tag="post"):
    """Say a text once; `id` is honoured for the life of the message."""

    room: RoomId
    id: UUID
    text: str
    lang: Lang | None = None
    reply_to: Seq | None = None


class Edit(_Frame, frozen=True, kw_only=True, tag="edit"):
    """Change one's own message `seq`; `id` makes the change happen once."""

    room: RoomId
    seq: Seq
    id: UUID
    text: str


class Remove(_Frame, frozen=True, kw_only=True, tag="remove"):
    """Withdraw one's own message `seq`; `id` makes the removal happen once."""

    room: RoomId
    seq: Seq
    id: UUID


class Typing(_Frame, frozen=True, kw_only=True, tag="typing"):
    """The person is writing; forgotten by itself after a few seconds."""

    room: RoomId


class Hand(_Frame, frozen=True, kw_only=True, tag="hand"):
    """Raise or lower one's hand."""

    room: RoomId
    up: bool


class Seen(_Frame, frozen=True, kw_only=True, tag="seen"):
    """Everything up to `seq` has been read."""

    room: RoomId
    seq: Annotated[int, Meta(ge=0, le=2**63 - 1)]


class ReadIn(_Frame, frozen=True, kw_only=True, tag="lang"):
    """Read translations of this room in `lang` from now on."""

    room: RoomId
    lang: Lang


class Bye(_Frame, frozen=True, kw_only=True, tag="bye"):
    """Leave a room and keep the socket."""

    room: RoomId


class Ping(_Frame, frozen=True, kw_only=True, tag="ping"):
    """Ask for a `pong`."""


Frame = Hello | Post | Edit | Remove | Typing | Hand | Seen | ReadIn | Bye | Ping
Change = Post | Edit | Remove


class BadFrame(Exception):  # noqa: N818 - named after what it is about
    """A client frame that is not one of the shapes above."""


class BadText(Exception):  # noqa: N818 - named after what it is about
    """A text that can't be said; `code` is the wire's error code, `facts` travel with it."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def decode(text: str) -> Frame:
    """One client frame.

    Raises:
        BadFrame: not JSON, not an object of a known shape, an unknown, repeated or ill-typed field, a number out of
            range, a control character outside of a message's text, nesting of any depth.
    """
    try:
        frame = _decoder.decode(text)
        # msgspec lets the last of repeated keys win. Every frame is flat by now, so this second look is cheap.
        json.loads(text, object_pairs_hook=_without_repeats)
    except (DecodeError, ValueError, RecursionError) as error:  # ValidationError is a DecodeError
        raise BadFrame(type(error).__name__) from None
    return frame


def clean_text(text: str, *, limit: int = MAX_TEXT_CHARACTERS) -> str:
    """The text in NFC with `\\n` line ends, at most `limit` code points.

    Raises:
        BadText: `text_empty`, `text_too_long` (limit) or `control_character`.
    """
    if _CONTROL.search(text):
        raise BadText("control_character")
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > limit:
        raise BadText("text_too_long", limit=limit)
    if not any(_shows(character) for character in text):
        raise BadText("text_empty")
    return text


# --- from the server ---------------------------------------------------------------------------------------------


class Person(Struct, frozen=True, omit_defaults=True):
    """Somebody as others see them; `role` and `place` are words of the embedding application."""

    id: str
    name: str
    role: str | None = None
    place: str | None = None


class Entry(Struct, frozen=True, omit_defaults=True, tag="entry", tag_field=_TAG, kw_only=True):
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


class Welcome(Struct, frozen=True, tag="welcome", tag_field=_TAG, kw_only=True):
    """Accepted; the entries follow, then `live`. `count` is how many are here, `people` at most a hundred of them."""

    room: str
    epoch: str
    head: int
    me: dict[str, Any]
    people: tuple[Person, ...]
    count: int
    hands: tuple[Person, ...]
    can: tuple[str, ...]


class Live(Struct, frozen=True, tag="live", tag_field=_TAG):
    """The backlog has been sent; from here on entries come as they happen."""

    room: str
    head: int


class Posted(Struct, frozen=True, tag="posted", tag_field=_TAG, kw_only=True):
    """To the sender: on disk under `seq`; `dup` true says that it already was."""

    room: str
    id: UUID
    seq: int
    dup: bool = False


class Translation(Struct, frozen=True, tag="translation", tag_field=_TAG, kw_only=True, omit_defaults=True):
    """The text of entry `seq` in another language, for readers of that language."""

    room: str
    seq: int
    lang: str
    text: str
    html: str | None = None
    by: Literal["machine", "human"] = "machine"


class People(Struct, frozen=True, tag="people", tag_field=_TAG, kw_only=True):
    """Who is here: `count` in all, at most a hundred of them by name."""

    room: str
    count: int
    people: tuple[Person, ...]


class TypingNow(Struct, frozen=True, tag="typing", tag_field=_TAG, kw_only=True):
    """Who is writing."""

    room: str
    people: tuple[Person, ...]


class Hands(Struct, frozen=True, tag="hands", tag_field=_TAG, kw_only=True):
    """Raised hands, the first raised first."""

    room: str
    people: tuple[Person, ...]


class Reset(Struct, frozen=True, tag="reset", tag_field=_TAG):
    """In place of `welcome`: history was rewritten, say hello again from 0."""

    room: str
    epoch: str


class Pong(Struct, frozen=True, tag="pong", tag_field=_TAG):
    """Answer to a ping."""


class Beat(Struct, frozen=True, tag="beat", tag_field=_TAG):
    """Heads of the rooms that the socket holds."""

    heads: dict[str, int]


class Restart(Struct, frozen=True, tag="restart", tag_field=_TAG):
    """The server stops; come back after `retry_after` seconds."""

    retry_after: float


class Error(Struct, frozen=True, omit_defaults=True, tag="error", tag_field=_TAG, kw_only=True):
    """A refusal: `code`, the frame it answers by `room` and `id`, and `facts`, which travel beside them."""

    code: str
    room: str | None = None
    id: UUID | None = None
    facts: Mapping[str, Any] = {}


Event = (
    Welcome | Entry | Live | Posted | Translation | People | TypingNow | Hands | Reset | Pong | Beat | Restart | Error
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
        return Entry(**fields | {"text": "", "html": "" if entry.html is not None else None})
    return Entry(**fields | {"text": by.text, "html": by.html, "lang": by.lang or entry.lang})


def _join(body: bytes, more: Mapping[str, Any]) -> bytes:
    return body[:-1] + b"," + _encoder.encode(more)[1:]


def _without_more(entry: Entry) -> Entry:
    fields = {name: getattr(entry, name) for name in entry.__struct_fields__ if name != "more"}
    return Entry(**fields)


def _without_repeats(pairs: list[tuple[str, object]]) -> None:
    if len(pairs) != len({key for key, _ in pairs}):
        raise ValueError("repeated key")


def _shows(character: str) -> bool:
    # Letters, marks, numbers, punctuation, symbols; not spaces, controls, zero-width joiners or fillers.
    return unicodedata.category(character)[0] not in "ZC" and character not in _FILLERS


_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\ufe0e\ufe0f")
_encoder: Final = Encoder()
_decoder: Final[Decoder[Frame]] = Decoder(Frame)
