"""What participants are asked after a visit, and when what they answered is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from forum.foundation.errors import Refused
from forum.visits.rules.status import Status

QUESTIONS: Final = ("useful", "understood", "technology", "together")
"""Useful for one's work; understood what was said; sound, picture and room worked; will do something together."""
SCALE: Final = (1, 2, 3, 4, 5)
MAX_COMMENT: Final = 2_000
LEAST_ANSWERS: Final = 5
"""With fewer, a host who knows the guests could tell who answered what."""
OPEN_FOR: Final = timedelta(days=30)

Scores = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """How often each of the marks 1 to 5 was given, and their mean."""

    counts: Sequence[int]
    mean: float


def checked(scores: Scores) -> dict[str, int]:
    """A mark for each question.

    Raises:
        Refused: `score_missing` with the question as its field, `field_invalid` for a question that is not asked.
    """
    if not scores.keys() <= set(QUESTIONS):
        raise Refused("field_invalid")
    for question in QUESTIONS:
        if scores.get(question) not in SCALE:
            raise Refused("score_missing", field=question)
    return {question: scores[question] for question in QUESTIONS}


def is_open(status: Status, ends_at: datetime, now: datetime) -> bool:
    """Whether feedback is taken: for a month after the visit."""
    return status is Status.ENDED and now < ends_at + OPEN_FOR


def check_open(status: Status, ends_at: datetime, now: datetime) -> None:
    """Raises:
    Refused: `visit_not_over`, `feedback_closed`.
    """
    if status is not Status.ENDED:
        raise Refused("visit_not_over")
    if not is_open(status, ends_at, now):
        raise Refused("feedback_closed")


def figures(answers: Sequence[Scores]) -> Mapping[str, Figures] | None:
    """What was answered to each question; None while so few answered that it could be told who did."""
    if len(answers) < LEAST_ANSWERS:
        return None
    return {question: _of([answer[question] for answer in answers]) for question in QUESTIONS}


def _of(marks: Sequence[int]) -> Figures:
    return Figures([marks.count(mark) for mark in SCALE], round(sum(marks) / len(marks), 1))
