"""What a display name may be, and when one imitates another (UTS 39, in the small)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from forum.foundation.errors import Refused
from forum.foundation.text import clean

MAX_NAME = 80
MAX_LOOK = 400
# More on one letter than any of our languages writes, also where the stress is marked.
MAX_MARKS = 2
_INVISIBLE = ("Cf", "Co", "Cn", "Zl", "Zp")
# Blank, and yet no space: Hangul fillers, braille's empty cell.
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"
# Scripts that one language writes in one word.
_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "IDEOGRAPHIC"})
# Letters that look like another's, as the other: Cyrillic, Greek, Armenian, phonetic.
_TWINS = str.maketrans(
    "абвгезикмнорстухіјѕԁһԛԝьүӏ" + "ανοριεκτυχωη" + "օսհոցք" + "ɑɡıɩɪ",
    "a6bre" + "зи" + "kmhopctyxljsdhqwbyl" + "avoplektyxwn" + "ouhngp" + "aglll",
) | str.maketrans({"0": "o", "1": "l", "|": "l", "i": "l", "3": "з"})


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who has a name; `is_official` also of moderators and administrators."""

    name: str
    is_official: bool


def display_name(text: str, *, field: str = "name") -> str:
    """A name in NFC with single spaces.

    Raises:
        Refused: `name_invalid` for invisible or direction-changing characters, for two scripts in one word and where
            there is no letter; `too_many_marks`; and what `foundation.text.clean` refuses.
    """
    name = " ".join(clean(text, limit=MAX_NAME, field=field, multiline=False).split())
    if any(unicodedata.category(char) in _INVISIBLE or char in _BLANK for char in name):
        raise Refused("name_invalid", field=field)
    if _has_towers(name):
        raise Refused("too_many_marks", field=field)
    if not any(char.isalpha() for char in name) or any(_is_mixed(word) for word in name.split()):
        raise Refused("name_invalid", field=field)
    return name


def check_is_free(name: str, others: Iterable[Other], *, field: str = "name") -> None:
    """Namesakes are people too; a name that only looks like another's is not, and an official has a name alone.

    Args:
        others: those whose names have the same `look`.

    Raises:
        Refused: `name_taken` when it looks like an official's, `name_alike` when it looks like anybody's without
            being it.
    """
    same = [other for other in others if look(other.name) == look(name)]
    if any(other.is_official for other in same):
        raise Refused("name_taken", field=field)
    if any(_folded(other.name) != _folded(name) for other in same):
        raise Refused("name_alike", field=field)


def look(name: str) -> str:
    """What a name looks like: the same for names that the eye cannot tell apart."""
    spread = unicodedata.normalize("NFKD", _folded(name))
    letters = "".join(char for char in spread if char.isalnum() or char == "|")
    return letters.translate(_TWINS)[:MAX_LOOK]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _has_towers(name: str) -> bool:
    """Whether more marks stand on one letter than anybody writes, of whatever combining class."""
    marks = 0
    for char in unicodedata.normalize("NFD", name):
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks > MAX_MARKS:
            return True
    return False


def _is_mixed(word: str) -> bool:
    scripts = {_script(char) for char in unicodedata.normalize("NFKC", word) if _is_letter(char)}
    return len(scripts) > 1 and not scripts <= _TOGETHER


def _is_letter(char: str) -> bool:
    """Without the apostrophes and other signs that Unicode counts among letters."""
    return char.isalpha() and unicodedata.category(char) != "Lm"


def _script(char: str) -> str:
    return unicodedata.name(char, "?").split(" ")[0].split("-")[0]
