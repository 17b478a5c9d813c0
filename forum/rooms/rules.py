"""Who may do what in a room."""

from enum import StrEnum


class Part(StrEnum):
    """A member's part in a room."""

    HOST = "host"
    SPEAKER = "speaker"
    GUEST = "guest"
