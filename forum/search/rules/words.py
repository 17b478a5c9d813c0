"""Words of a text, and the form in which they are compared."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_WORD = 40
# A stress mark belongs to its letter, and an apostrophe between letters to its word.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|['’ʼ‘`](?=[^\W_]))*")
_DROPPED = str.maketrans("", "", "'’ʼ‘`")
_LATIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written, and where it stands in its text."""

    start: int
    end: int
    written: str


def tokens(text: str) -> Iterator[Token]:
    return (Token(found.start(), found.end(), found[0]) for found in _WORD.finditer(text))


@lru_cache(maxsize=50_000)
def fold(written: str) -> str:
    """A word as it is compared: lower case, no apostrophes or stress marks, Latin letters without diacritics.

    Cyrillic letters stay: й and ї are no и and і. "" when nothing is left.
    """
    lower = unicodedata.normalize("NFKC", written).lower().translate(_DROPPED)
    plain = "".join(unicodedata.normalize("NFKD", char) if is_latin(char) else char for char in lower.translate(_LATIN))
    return "".join(char for char in plain if char.isalnum())[:MAX_WORD]


def is_latin(char: str) -> bool:
    return char < "\u0250" or "\u1e00" <= char < "\u1f00"


def is_cyrillic(word: str) -> bool:
    return any("\u0400" <= char < "\u0530" for char in word)
