"""Which reply answers a thread, and who says so."""

from forum.foundation.errors import Refused


def check_may_mark(opener_id: int, viewer_id: int, *, moderator: bool) -> None:
    """Raises:
    Refused: `not_opener`.
    """
    if opener_id != viewer_id and not moderator:
        raise Refused("not_opener")


def check_is_reply(number: int) -> None:
    """Raises:
    Refused: `answers_itself` for the opening.
    """
    if number == 1:
        raise Refused("answers_itself")
