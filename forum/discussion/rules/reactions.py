"""What one can say about a post with one press."""

from collections.abc import Mapping
from enum import StrEnum

from forum.foundation.errors import Refused


class Reaction(StrEnum):
    """The kinds there are, in the order in which they are shown."""

    THANKS = "thanks"
    AGREE = "agree"
    USEFUL = "useful"
    SUPPORT = "support"
    WELL_DONE = "well_done"


def known_reaction(kind: str) -> Reaction:
    """Raises:
    Refused: `not_found` for anything that is not a kind: there is nothing of that name below a post.
    """
    try:
        return Reaction(kind)
    except ValueError:
        raise Refused("not_found") from None


def check_others_post(author_id: int, viewer_id: int) -> None:
    """Raises:
    Refused: `own_post`.
    """
    if author_id == viewer_id:
        raise Refused("own_post")


def counted(counts: Mapping[str, int], kind: Reaction, change: int) -> dict[str, int]:
    """The counts after one more or one less of a kind, in the order of kinds; what nobody said is left out."""
    changed = {**counts, kind.value: counts.get(kind.value, 0) + change}
    return {known.value: changed[known.value] for known in Reaction if changed.get(known.value, 0) > 0}
