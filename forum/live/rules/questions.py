"""Questions to the hosts: who may ask, and what becomes of a question."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from forum.foundation.errors import Refused
from forum.rooms.rules import Standing, check_may_talk

MAX_QUESTION = 500
MOST_OPEN = 5
"""So many questions of one person may wait for an answer at a visit."""


class State(StrEnum):
    """What became of a question.

    OPEN waits for an answer. ANSWERED and ASIDE are decisions of a host, who may take them back. MERGED stands under
    another that asks the same. HIDDEN is seen by hosts and moderators only, WITHDRAWN by nobody.
    """

    OPEN = "open"
    ANSWERED = "answered"
    ASIDE = "aside"
    MERGED = "merged"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


DECISIONS = (State.OPEN, State.ANSWERED, State.ASIDE, State.HIDDEN)
"""What a host can decide of a question by itself."""
SHOWN = (State.OPEN, State.ANSWERED, State.ASIDE)
"""What everybody sees, each with what was merged into it."""


def check_may_ask(standing: Standing, now: datetime) -> None:
    """Whether somebody may ask and vote: whoever may talk, also while a host lets the talk itself be read only.

    Raises:
        Refused: as `rooms.rules.check_may_talk`.
    """
    check_may_talk(replace(standing, read_only_at=None), now)


def check_most_open(waiting: int) -> None:
    """Raises:
    Refused: `too_many_asked` for somebody who has that many questions waiting.
    """
    if waiting >= MOST_OPEN:
        raise Refused("too_many_asked", limit=MOST_OPEN)


def decision(word: str) -> State:
    """What a host decided.

    Raises:
        Refused: `field_invalid` for what is no decision.
    """
    if word not in DECISIONS:
        raise Refused("field_invalid", at="state")
    return State(word)


def check_mergeable(question: int, state: State, into: int, into_state: State) -> None:
    """Whether a question may stand under another one: everybody sees both before, and both after.

    Raises:
        Refused: `not_mergeable` for itself, for one that is hidden, and under one that is not shown by itself.
    """
    if question == into or state not in (*SHOWN, State.MERGED) or into_state not in SHOWN:
        raise Refused("not_mergeable")
