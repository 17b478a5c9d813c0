"""When a mail is tried again, and what a server's answer means for it."""

import re
import unicodedata
from datetime import datetime, timedelta
from enum import Enum

LEASE = timedelta(minutes=5)
# Offsets of the attempts from the first one.
ATTEMPTS_AT = tuple(
    timedelta(minutes=minutes) for minutes in (0, 1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 48 * 60)
)
JITTER = 0.2
PAUSE = timedelta(minutes=1)
MAX_FACT = 2000
_ADDRESS_LIKE = re.compile(r"(?:[a-z][a-z0-9+.-]*:/+)?(?:[\w-]+\.)+[^\W\d_]{2,}", re.IGNORECASE)


class Outcome(Enum):
    """What became of one attempt.

    Attributes:
        SENT: the server has it.
        RETRY: it has it not, later perhaps.
        PAUSE: it wants no mail at all for now.
        FAILED: it will never take this one.
        AMBIGUOUS: it had the whole text and then went silent; a second copy is possible.
    """

    SENT = "sent"
    RETRY = "retry"
    PAUSE = "pause"
    FAILED = "failed"
    AMBIGUOUS = "ambiguous"


def outcome_of_code(code: int) -> Outcome:
    """What an SMTP reply says (RFC 5321, 4.2.1)."""
    if code == 421:
        return Outcome.PAUSE
    return Outcome.FAILED if 500 <= code < 600 else Outcome.RETRY


def next_attempt(attempts: int, now: datetime, chance: float) -> datetime | None:
    """When to try again after so many attempts; None when that was the last one.

    Args:
        attempts: made so far, the one that just failed among them.
        chance: a random number from 0 to 1, that spreads mails by a fifth either way.
    """
    if attempts >= len(ATTEMPTS_AT):
        return None
    wait = ATTEMPTS_AT[attempts] - ATTEMPTS_AT[attempts - 1]
    return now + wait * (1 + JITTER * (2 * chance - 1))


def plain(text: str) -> str:
    """A person's words on one line, unable to become a link: `https://evil.test` → `evil[.]test`."""
    kept = "".join(
        char if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " " for char in text[:MAX_FACT]
    )
    return _ADDRESS_LIKE.sub(_disarmed, " ".join(kept.split()))


def _disarmed(found: re.Match[str]) -> str:
    return re.sub(r"^[^/]*:/+", "", found[0]).replace(".", "[.]")
