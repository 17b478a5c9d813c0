"""How what a calendar is told of a visit follows on what it was told before (RFC 5546, 2.1.4 and 2.1.5)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

_SECOND = timedelta(seconds=1)


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Answer(StrEnum):
    """PARTSTAT as far as it concerns seats."""

    ASKED = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody's calendar was told last.

    Attributes:
        organizer: the address that replies go to.
        answered_at: the DTSTAMP of their last reply; None when there was none.
    """

    organizer: str
    sequence: int
    stamp: datetime
    answer: Answer
    answered_at: datetime | None = None


def first(organizer: str, sequence: int, now: datetime) -> Told:
    """The first invitation; who took a seat has accepted."""
    return Told(organizer, sequence, _to_second(now), Answer.ACCEPTED)


def following(last: Told, sequence: int, now: datetime, *, answer: Answer | None = None) -> Told:
    """What comes after `last`: SEQUENCE and DTSTAMP rise, also when the visit has not changed and clocks were set back.

    Args:
        sequence: the visit's.
        answer: None keeps the last one.
    """
    return replace(
        last,
        sequence=max(sequence, last.sequence + 1),
        stamp=max(_to_second(now), last.stamp + _SECOND),
        answer=answer or last.answer,
    )


def _to_second(moment: datetime) -> datetime:
    """Calendars know no parts of a second."""
    return moment.replace(microsecond=0)
