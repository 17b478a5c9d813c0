"""What a client may send, decoded strictly."""

import json
from typing import Annotated, Final
from uuid import UUID

from msgspec import DecodeError, Meta, Struct
from msgspec.json import Decoder

from realtime.wire.limits import MAX_LAST

TAG: Final = "t"
RoomId = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\A[^\x00-\x1f\x7f]+\Z")]
Lang = Annotated[str, Meta(max_length=35, pattern=r"\A[a-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")]
Epoch = Annotated[str, Meta(max_length=64, pattern=r"\A[^\x00-\x1f\x7f]*\Z")]
# No room gets so far; no database takes a larger number.
Seq = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class _Frame(Struct, tag_field=TAG, forbid_unknown_fields=True, frozen=True, kw_only=True):
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


class Here(_Frame, frozen=True, kw_only=True, tag="here"):
    """Whether somebody looks at the room: who does not is told everything, and is named among its people no longer."""

    room: RoomId
    here: bool


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


Frame = Hello | Post | Edit | Remove | Typing | Hand | Here | Seen | ReadIn | Bye | Ping
Change = Post | Edit | Remove


class BadFrame(Exception):  # noqa: N818 - named after what it is about
    """A client frame that is not one of the shapes above."""


def decode(text: str) -> Frame:
    """One client frame.

    Raises:
        BadFrame: not JSON, not an object of a known shape, an unknown, repeated or ill-typed field, a number out of
            range, a control character outside of a message's text, nesting of any depth.
    """
    try:
        frame = _decoder.decode(text)
        # msgspec lets the last of repeated keys win. Every frame is flat by now, so this second look is cheap.
        _second_look.decode(text)
    except (DecodeError, ValueError, RecursionError) as error:  # ValidationError is a DecodeError
        raise BadFrame(type(error).__name__) from None
    return frame


def _without_repeats(pairs: list[tuple[str, object]]) -> None:
    if len(pairs) != len({key for key, _ in pairs}):
        raise ValueError("repeated key")


_decoder: Final[Decoder[Frame]] = Decoder(Frame)
_second_look: Final = json.JSONDecoder(object_pairs_hook=_without_repeats)
