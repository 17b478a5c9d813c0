"""What an author asks, and what a voter may answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES
from forum.foundation.ids import digest
from forum.foundation.text import clean

MAX_QUESTION = 200
MAX_OPTION = 120
MIN_OPTIONS, MAX_OPTIONS = 2, 20
LONGEST = timedelta(days=365)


class Kind(StrEnum):
    """One answer, several, or answers in an order of preference."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    RANKED = "ranked"


class Shows(StrEnum):
    """When results can be seen: by who has voted, or by everybody once the poll is closed."""

    VOTED = "voted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Words:
    """A question and its answers in one language."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A poll as its author wants it.

    Attributes:
        words: by language; the answers of all languages stand in the same order.
        closes_at: None for a poll that stays open.
    """

    words: Mapping[str, Words]
    kind: Kind
    shows: Shows
    closes_at: datetime | None

    @property
    def options(self) -> int:
        return len(next(iter(self.words.values())).options)

    @property
    def digest(self) -> str:
        said = [(lang, words.question, *words.options) for lang, words in sorted(self.words.items())]
        return digest("poll", said, self.kind, self.shows, self.closes_at and self.closes_at.isoformat())


def plan(
    *,
    words: Mapping[str, tuple[str, Sequence[str]]],
    kind: str,
    shows: str,
    closes_at: datetime | None,
    now: datetime,
) -> Plan:
    """A poll out of what was typed; languages without any word are left out.

    Raises:
        Refused: `poll_empty`, `options_differ`, `too_few_options`, `too_many_options`, `option_repeated`,
            `poll_kind_unknown`, `poll_closing_invalid`, or what `text.clean` refuses.
    """
    cleaned = {lang: _words(lang, *words[lang]) for lang in LOCALES if lang in words and _is_said(*words[lang])}
    if not cleaned:
        raise Refused("poll_empty", field=f"question-{next(iter(LOCALES))}")
    first = next(iter(cleaned.values()))
    for lang, said in cleaned.items():
        if len(said.options) != len(first.options):
            raise Refused("options_differ", field=f"options-{lang}")
    if kind not in tuple(Kind) or shows not in tuple(Shows):
        raise Refused("poll_kind_unknown", field="kind" if kind not in tuple(Kind) else "shows")
    if closes_at is not None and not now < closes_at <= now + LONGEST:
        raise Refused("poll_closing_invalid", field="days", days=LONGEST.days)
    return Plan(words=cleaned, kind=Kind(kind), shows=Shows(shows), closes_at=closes_at)


def check_open(*, closes_at: datetime | None, now: datetime) -> None:
    """Raises:
    Refused: `poll_closed`.
    """
    if not is_open(closes_at=closes_at, now=now):
        raise Refused("poll_closed")


def is_open(*, closes_at: datetime | None, now: datetime) -> bool:
    return closes_at is None or now < closes_at


def choice(kind: Kind, options: int, chosen: Sequence[int]) -> tuple[int, ...]:
    """What is stored of a vote: the places of the answers; of a ranked one in their order, else rising.

    Raises:
        Refused: `choice_missing`, `choice_unknown`, `choice_repeated`, `one_choice_only`.
    """
    if not chosen:
        raise Refused("choice_missing", field="choice")
    if not all(0 <= place < options for place in chosen):
        raise Refused("choice_unknown", field="choice")
    if len(set(chosen)) != len(chosen):
        raise Refused("choice_repeated", field="choice")
    if kind is Kind.SINGLE and len(chosen) > 1:
        raise Refused("one_choice_only", field="choice")
    return tuple(chosen) if kind is Kind.RANKED else tuple(sorted(chosen))


def may_see_results(*, shows: str, voted: bool, is_open: bool) -> bool:
    return not is_open or (voted and shows == Shows.VOTED)


def _is_said(question: str, options: Sequence[str]) -> bool:
    return bool(question.strip() or any(option.strip() for option in options))


def _words(lang: str, question: str, options: Sequence[str]) -> Words:
    asked = clean(question, limit=MAX_QUESTION, field=f"question-{lang}", multiline=False)
    field = f"options-{lang}"
    given = [clean(option, limit=MAX_OPTION, field=field, multiline=False) for option in options if option.strip()]
    if len(given) < MIN_OPTIONS:
        raise Refused("too_few_options", field=field, limit=MIN_OPTIONS)
    if len(given) > MAX_OPTIONS:
        raise Refused("too_many_options", field=field, limit=MAX_OPTIONS)
    if len({option.casefold() for option in given}) != len(given):
        raise Refused("option_repeated", field=field)
    return Words(asked, tuple(given))
