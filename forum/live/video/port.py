"""What a visit asks of whoever carries its video."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

LINK = "link"
PATIENCE = timedelta(seconds=3)
"""So long a page waits for a provider; then it says that it did not answer."""


class Unreachable(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The provider did not answer in time, or not as it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A visit's video; `id` is the visit's public id, `link` the address that its host gave, "" for none."""

    id: str
    title: str
    link: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Who comes in: `host` leads the meeting, `sound_only` spares a weak line."""

    account: str
    name: str
    host: bool
    sound_only: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """What was recorded, and where it can be watched; `at` is None where the provider does not say when."""

    at: datetime | None
    address: str


class Video(Protocol):
    """One provider."""

    async def prepare(self, meeting: Meeting) -> None:
        """Have the meeting be there; twice is the same as once.

        Raises:
            Unreachable: within `PATIENCE`.
        """
        ...

    def address(self, meeting: Meeting, joining: Joining, now: datetime) -> str:
        """Where this person joins; for their eyes only. "" where there is nothing to join."""
        ...

    async def recordings(self, meeting: Meeting) -> Sequence[Recording]:
        """What was recorded, the first one first.

        Raises:
            Unreachable: within `PATIENCE`.
        """
        ...


class Link:
    """The address that the host gave; the same for everybody."""

    async def prepare(self, meeting: Meeting) -> None:
        """Nothing has to be there."""

    def address(self, meeting: Meeting, joining: Joining, now: datetime) -> str:
        return meeting.link

    async def recordings(self, meeting: Meeting) -> Sequence[Recording]:
        return ()
