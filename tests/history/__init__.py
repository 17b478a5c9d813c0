"""The chat's history: real servers and sockets, faults on the way, and a checker that reads what clients wrote down."""

import os
from typing import Final

NIGHTLY: Final = bool(os.environ.get("NIGHTLY"))
"""Whether storms and silences last as long as the promise says; by default they are shortened, see each test."""


def lasting(url: str, promised: int, *, sqlite: int, postgresql: int) -> int:
    """How long, or how much, on the store with this URL: as promised by night, else only as given for its kind."""
    if NIGHTLY:
        return promised
    return sqlite if url.startswith("sqlite") else postgresql
