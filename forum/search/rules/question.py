"""What somebody asks for: words, "quoted phrases", and filters."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from forum.foundation.errors import Refused
from forum.foundation.i18n import known_locale
from forum.search.rules.words import fold, tokens

MAX_QUESTION = 200
MAX_WORDS = 16
_QUOTES = str.maketrans("“”„«»″", '""""""')
# They count in phrases and concepts, or when nothing else was asked for.
_LITTLE_WORDS = """
    і й та у в з із зі на до не що як для за про від по це чи або а але є ми ви він вона вони який яка яке які де коли
    the a an of to in on for and or is are at by with from how what we do does it be this that our your
    i w z ze na do nie że jak dla za o od po to czy lub a ale jest są my co oraz się gdzie kiedy u przez
"""
_LITTLE = frozenset(map(fold, _LITTLE_WORDS.split()))


class Kind(StrEnum):
    """What can be found."""

    THREAD = "thread"
    POST = "post"
    VISIT = "visit"
    MINUTES = "minutes"
    DAY = "day"
    TOWN = "town"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for; all of it must be found.

    Attributes:
        words: as written.
        phrases: words that must follow each other, in the form in which they are compared.
    """

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.phrases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is left out: None leaves nothing out. `start` and `end` are moments, both within."""

    lang: str | None = None
    kind: str | None = None
    board: str | None = None
    author: str | None = None
    start: datetime | None = None
    end: datetime | None = None


def question(text: str) -> Question:
    """What a typed text asks for; quotes that are never closed are none.

    Raises:
        Refused: `text_too_long`, `too_many_words`.
    """
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    if len(text) > MAX_QUESTION:
        raise Refused("text_too_long", field="q", limit=MAX_QUESTION)
    parts = text.split('"')
    if len(parts) % 2 == 0:
        parts[-2:] = [" ".join(parts[-2:])]
    words = [token.written for part in parts[::2] for token in tokens(part) if fold(token.written)]
    phrases = [tuple(folded for token in tokens(part) if (folded := fold(token.written))) for part in parts[1::2]]
    if len(words) + sum(map(len, phrases)) > MAX_WORDS:
        raise Refused("too_many_words", field="q", limit=MAX_WORDS)
    return Question(tuple(words), tuple(dict.fromkeys(phrase for phrase in phrases if phrase)))


def is_little(word: str) -> bool:
    """Whether a word stands in every text."""
    return fold(word) in _LITTLE


def filters(
    *, lang: str = "", kind: str = "", board: str = "", author: str = "", start: str = "", end: str = ""
) -> Filters:
    """Filters as they were typed; "" for none. Days are whole days in UTC.

    Raises:
        Refused: `lang_unknown`, `search_kind_unknown`, `day_invalid`.
    """
    if kind and kind not in set(Kind):
        raise Refused("search_kind_unknown", field="kind")
    first, last = _day(start, "from"), _day(end, "to")
    return Filters(
        lang=known_locale(lang) if lang else None,
        kind=kind or None,
        board=board.replace("\0", "") or None,
        author=author.replace("\0", "") or None,
        start=None if first is None else datetime.combine(first, time.min, UTC),
        end=None if last is None else datetime.combine(last, time.max, UTC),
    )


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("day_invalid", field=field) from None
