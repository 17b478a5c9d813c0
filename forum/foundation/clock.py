"""Time as an argument: production reads the system's clock, tests turn their own."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, in UTC with its zone set."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)
