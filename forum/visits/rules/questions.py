"""What a host asks those who take a seat, and what they may answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES
from forum.foundation.text import clean

MOST_QUESTIONS = 10
MAX_QUESTION = 300
MAX_OPTION = 120
MIN_OPTIONS, MAX_OPTIONS = 2, 20
MAX_ANSWER = 1_000


class Kind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Words:
    """A question and its options in one language; only choices have some."""

    question: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question by its public id; the options of all languages stand in the same order."""

    id: str
    kind: Kind
    words: Mapping[str, Words]
    required: bool

    def language(self, wanted: str, original: str) -> str:
        """In which of its languages somebody reads it: theirs, else the original, else any."""
        return next(lang for lang in (wanted, original, "en", *LOCALES) if lang in self.words)

    @property
    def options(self) -> int:
        return len(next(iter(self.words.values())).options)


def checked(kind: str, words: Mapping[str, tuple[str, Sequence[str]]]) -> tuple[Kind, Mapping[str, Words]]:
    """A question with its texts cleaned; languages without any word are left out.

    Args:
        words: question and options, by language.

    Raises:
        Refused: `question_kind_unknown`, `text_empty`, `options_count`, `options_unequal`, or what a text says; the
            field is `question_uk`, `options_uk` and so on.
    """
    if kind not in list(Kind):
        raise Refused("question_kind_unknown", field="kind")
    said = {
        lang: _words(Kind(kind), lang, *words[lang])
        for lang in LOCALES
        if lang in words and (words[lang][0].strip() or any(option.strip() for option in words[lang][1]))
    }
    if not said:
        raise Refused("text_empty", field=f"question_{next(iter(LOCALES))}")
    if len({len(each.options) for each in said.values()}) > 1:
        raise Refused("options_unequal", field=f"options_{list(said)[-1]}")
    return Kind(kind), said


def answered(questions: Sequence[Question], given: Mapping[str, object]) -> Mapping[str, str]:
    """What is stored of answers, by the question's id: a text, the place of an option from 0 on, "yes" or "no".

    Args:
        given: as typed or as JSON; an empty one is none.

    Raises:
        Refused: `question_unknown`, `answer_missing`, `answer_invalid` for one of another kind, or what a text says;
            the field is `q_` and the question's id.
    """
    for unknown in given.keys() - {question.id for question in questions}:
        raise Refused("question_unknown", field=f"q_{unknown}")
    answers = {}
    for question in questions:
        answer = given.get(question.id)
        if answer is not None and answer != "":
            answer = _READ[question.kind](question, answer)
        if answer:
            answers[question.id] = str(answer)
        elif question.required:
            raise Refused("answer_missing", field=f"q_{question.id}")
    return answers


def _words(kind: Kind, lang: str, question: str, options: Sequence[str]) -> Words:
    field = f"options_{lang}"
    kept = [option for option in options if option.strip()] if kind is Kind.CHOICE else []
    if kind is Kind.CHOICE and not MIN_OPTIONS <= len(kept) <= MAX_OPTIONS:
        raise Refused("options_count", field=field, fewest=MIN_OPTIONS, limit=MAX_OPTIONS)
    return Words(
        clean(question, limit=MAX_QUESTION, field=f"question_{lang}", multiline=False),
        tuple(clean(option, limit=MAX_OPTION, field=field, multiline=False) for option in kept),
    )


def _text(question: Question, answer: object) -> str:
    if not isinstance(answer, str):
        raise Refused("answer_invalid", field=f"q_{question.id}")
    return clean(answer, limit=MAX_ANSWER, field=f"q_{question.id}", optional=True)


def _choice(question: Question, answer: object) -> str:
    place = str(answer)
    # "²" is a digit to `isdigit` alone, and True is a number to Python.
    known = not isinstance(answer, bool) and place in {str(number) for number in range(question.options)}
    if not known:
        raise Refused("answer_invalid", field=f"q_{question.id}")
    return place


def _yes_no(question: Question, answer: object) -> str:
    said = {True: "yes", False: "no"}.get(answer) if isinstance(answer, bool) else answer
    if said not in ("yes", "no"):
        raise Refused("answer_invalid", field=f"q_{question.id}")
    return str(said)


_READ = {Kind.TEXT: _text, Kind.CHOICE: _choice, Kind.YES_NO: _yes_no}
