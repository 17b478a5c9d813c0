"""Lists page by key: a cursor names the last row seen, so that a page costs the same at any depth."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

import msgspec

from forum.foundation.errors import Refused

T = TypeVar("T")
DEFAULT_LIMIT = 50
MAX_LIMIT = 100
_MAX_KEY = 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list; `next` is the cursor of what follows, None at the end."""

    items: Sequence[T]
    next: str | None


def cursor(*key: int | str) -> str:
    """An opaque cursor for a sort key of integers and strings."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def read_cursor(text: str | None, kinds: tuple[type, ...]) -> tuple[int | str, ...] | None:
    """The sort key in a cursor, None when there is no cursor.

    Raises:
        Refused: `bad_page` for anything this server did not write.
    """
    if not text:
        return None
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        key = msgspec.json.decode(raw)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise Refused("bad_page") from None
    if not isinstance(key, list) or len(key) != len(kinds):
        raise Refused("bad_page")
    for part, kind in zip(key, kinds, strict=True):
        if (
            type(part) is not kind
            or (isinstance(part, int) and abs(part) > _MAX_KEY)
            or (isinstance(part, str) and "\0" in part)
        ):
            raise Refused("bad_page")
    return tuple(key)


def read_limit(text: str | None, *, default: int = DEFAULT_LIMIT, most: int = MAX_LIMIT) -> int:
    """A page's length from a query string.

    Raises:
        Refused: `bad_page` unless it is a whole number from 1 to `most`.
    """
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most):
        raise Refused("bad_page")
    return int(text)


def read_number(text: str | None, *, default: int = 0) -> int:
    """A position such as `after=120`.

    Raises:
        Refused: `bad_page` unless it is a whole number that a row can have.
    """
    if text is None:
        return default
    number = whole_number(text)
    if number is None:
        raise Refused("bad_page")
    return number


def read_position(text: str | None) -> int:
    """A place in a log, which may lie far beyond its end.

    Raises:
        Refused: `bad_page` unless it is written in plain digits, at most 32 of them.
    """
    if text is not None and text.isascii() and text.isdigit() and len(text) <= 32:
        return min(int(text), _MAX_KEY)
    return read_number(text)


def whole_number(text: str) -> int | None:
    """The number that a text writes in plain digits; None for any other text and for more than a row can have."""
    if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _MAX_KEY:
        return int(text)
    return None


def cut(rows: Sequence[T], limit: int, key: Callable[[T], tuple[int | str, ...]]) -> Page[T]:
    """A page out of rows fetched with `limit + 1`."""
    more = len(rows) > limit
    items = rows[:limit]
    return Page(items, cursor(*key(items[-1])) if more else None)


def moment_key(moment: datetime) -> int:
    """A moment as a part of a cursor: microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def read_moment(key: int) -> datetime:
    """Raises:
    Refused: `bad_page` for what no moment was written as.
    """
    try:
        return _EPOCH + timedelta(microseconds=key)
    except OverflowError:
        raise Refused("bad_page") from None
