"""What may be merged, and what may be split off."""

from collections.abc import Sequence

from forum.discussion.rules.texts import State, key
from forum.foundation.errors import Refused

MAX_SPLIT = 200


def thread_named(text: str) -> str:
    """The public id of a thread in its address, or in a text that is one: `https://…/uk/threads/k3f…-vodohin?after=50`."""
    return key(text.strip().partition("?")[0].partition("#")[0].rpartition("/")[2].partition("-")[0])


def check_readable(*states: str) -> None:
    """Raises:
    Refused: `thread_is_hidden`, whose posts would be shown by standing elsewhere.
    """
    if State.HIDDEN in states:
        raise Refused("thread_is_hidden")


def check_amount(asked: int) -> None:
    """Raises:
    Refused: `split_too_many` (with `limit`).
    """
    if asked > MAX_SPLIT:
        raise Refused("split_too_many", field="posts", limit=MAX_SPLIT)


def check_split(numbers: Sequence[int], states: Sequence[str], *, asked: int) -> None:
    """Args:
        numbers, states: of the posts that were found; `asked` is how many were named.

    Raises:
        Refused: `split_nothing`, `split_opening`, `split_gone` when one of them cannot be read or is elsewhere.
    """
    if not asked:
        raise Refused("split_nothing", field="posts")
    if len(numbers) < asked or any(state != State.VISIBLE for state in states):
        raise Refused("split_gone", field="posts")
    if 1 in numbers:
        raise Refused("split_opening", field="posts")
