"""What becomes of a text that waits for a moderator."""

from enum import StrEnum

from forum.foundation.errors import Refused


class Held(StrEnum):
    """Where such a text stands: it waits, became a post, was refused, or was taken back by its author."""

    HELD = "held"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def check_undecided(state: str) -> None:
    """Raises:
    Refused: `held_decided`.
    """
    if state != Held.HELD:
        raise Refused("held_decided")
