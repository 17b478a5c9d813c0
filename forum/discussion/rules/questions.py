"""Which posts are questions, and who may vote for them."""

from forum.foundation.errors import Refused


def check_is_question(*, collected: bool, number: int, answers: bool) -> None:
    """A question is a reply to the thread itself, where such are collected; what answers another post is none.

    Raises:
        Refused: `not_a_question`.
    """
    if not collected or number == 1 or answers:
        raise Refused("not_a_question")


def check_others_question(author_id: int, viewer_id: int) -> None:
    """Raises:
    Refused: `own_question`.
    """
    if author_id == viewer_id:
        raise Refused("own_question")
