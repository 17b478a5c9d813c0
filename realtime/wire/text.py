"""What may be said: texts of people, made comparable and free of what has no place in them."""

import re
import unicodedata
from typing import Final

from realtime.wire.limits import MAX_TEXT_CHARACTERS


class BadText(Exception):  # noqa: N818 - named after what it is about
    """A text that can't be said; `code` is the wire's error code, `facts` travel with it."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def clean_text(text: str, *, limit: int = MAX_TEXT_CHARACTERS) -> str:
    """The text in NFC with `\\n` line ends, at most `limit` code points.

    Raises:
        BadText: `text_empty`, `text_too_long` (limit), `control_character` or `too_many_marks`.
    """
    if _CONTROL.search(text):
        raise BadText("control_character")
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > limit:
        raise BadText("text_too_long", limit=limit)
    if not any(_shows(character) for character in text):
        raise BadText("text_empty")
    if _PILE.search(text) and _has_pile(text):
        raise BadText("too_many_marks")
    return text


def _shows(character: str) -> bool:
    # Letters, marks, numbers, punctuation, symbols; not spaces, controls, zero-width joiners or fillers.
    return unicodedata.category(character)[0] not in "ZC" and character not in _FILLERS


def _has_pile(text: str) -> bool:
    """Whether marks are heaped on one letter: they would be drawn over the lines above."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MAX_MARKS_ON_ONE_LETTER:
            return True
    return False


MAX_MARKS_ON_ONE_LETTER: Final = 8
# Marks are neither letters nor spaces; a text without such a run need not be looked at one by one.
_PILE: Final = re.compile(rf"[^\w\s]{{{MAX_MARKS_ON_ONE_LETTER + 1}}}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\ufe0e\ufe0f")
