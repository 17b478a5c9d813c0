"""What people do as readers. Every id is a row's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """Somebody has read a thread up to a post's number."""

    user_id: int
    thread_id: int
    number: int


@dataclass(frozen=True, slots=True)
class BoardRead:
    """Somebody has seen enough of all that stands on a board now."""

    user_id: int
    board_id: int


@dataclass(frozen=True, slots=True)
class Followed:
    """Somebody chose how much to hear of a place."""

    user_id: int
    place: str
    place_id: int
    level: str
