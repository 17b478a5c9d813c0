"""Attendance: how long somebody was in a visit's room, and the code that those who listen by telephone enter."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from forum.foundation.errors import Refused

GONE_AFTER = timedelta(seconds=150)
"""After so long without a word somebody was away: an open page says each minute that they are there, and two such words
may be lost."""
EARLY, LATE = timedelta(minutes=30), timedelta(minutes=60)
"""Before a visit begins, and after it ends, so long it counts that somebody is there."""
CODE_DIGITS = 6


def new_code() -> str:
    """Six digits, for telephones have nothing else."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def counts(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether being there counts now."""
    return starts_at - EARLY <= now <= ends_at + LATE


def goes_on(last_at: datetime, now: datetime) -> bool:
    """Whether somebody who was last noticed then was there ever since."""
    return now - last_at <= GONE_AFTER


def check_code(code: str | None, typed: str) -> None:
    """Raises:
    Refused: `code_wrong`, also where no code is shown; spaces, as people write them between digits, do not matter.
    """
    if code is None or not secrets.compare_digest(code.encode(), "".join(typed.split()).encode()):
        raise Refused("code_wrong", field="code")


def minutes(stays: Iterable[tuple[datetime, datetime]], starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes of somebody's stays that fall into the visit."""
    spans = (min(left, ends_at) - max(came, starts_at) for came, left in stays)
    return int(sum((span for span in spans if span > timedelta()), timedelta()).total_seconds() // 60)
