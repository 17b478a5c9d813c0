"""One post of another forum, and what of it can stand here."""

import hashlib
import re
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from forum.accounts.rules import names
from forum.discussion.rules import MAX_BODY, MAX_TITLE
from forum.foundation.errors import Refused
from forum.foundation.ids import ALPHABET, SHORT_ID_LENGTH
from forum.foundation.text import clean

_SPACE = uuid.UUID("5f1d0c0e-6f0b-5b0c-9d7e-0c6f3f8a7b21")
_CUT = "\n\n…"


class Unreadable(Exception):  # noqa: N818  (reads as a sentence where it is raised)
    """A file is not what its format says; the message names the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post as it came: `topic` and `post` are the other forum's ids, `author` the name of an account there."""

    topic: str
    title: str
    post: str
    author: str
    at: datetime
    body: str
    lang: str | None = None


def public_id(*parts: str) -> str:
    """The same public id whenever the same thing of the same source comes: a repeat is known by it."""
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:16])
    digits = []
    for _ in range(SHORT_ID_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(digits)


def client_id(*parts: str) -> str:
    return str(uuid.uuid5(_SPACE, "\0".join(parts)))


def moment(text: str) -> datetime:
    """ISO 8601, UTC where no offset stands, or seconds since 1970.

    Raises:
        ValueError: it is neither.
    """
    if re.fullmatch(r"\d{9,11}", text.strip()):
        return datetime.fromtimestamp(int(text), UTC)
    found = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def body_of(text: str) -> str:
    """The text as it can be stored here, "" when nothing is left: without control characters, cut where too long."""
    text = _without_controls(text)
    if len(text) > MAX_BODY:
        text = text[: MAX_BODY - len(_CUT)] + _CUT
    try:
        return clean(text, limit=MAX_BODY, optional=True)
    except Refused:
        marks = "".join(char for char in text if not unicodedata.combining(char))
        return clean(marks, limit=MAX_BODY, optional=True)


def title_of(text: str) -> str:
    words = " ".join(_without_controls(text).split())
    return body_of(words)[:MAX_TITLE].strip() or "…"


def author_name(text: str) -> str:
    """A name that may be shown here; what is no name becomes one of a number."""
    try:
        return names.display_name(_without_controls(text)[: names.MAX_NAME])
    except Refused:
        return f"Member {int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 1_000_000}"


def _without_controls(text: str) -> str:
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(char for char in normal if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
