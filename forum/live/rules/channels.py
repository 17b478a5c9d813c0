"""Text interpretation: what an interpreter may write, and where one is missing."""

from collections.abc import Collection, Sequence

from forum.visits.rules.plan import Interpretation

MAX_LINE = 500


def missing(interpretation: str, spoken: Sequence[str], written: Collection[str]) -> list[str]:
    """The languages of a visit that promises a written translation and has nobody named to write it in.

    Args:
        spoken: the languages of the visit.
        written: those in which somebody writes.
    """
    if interpretation != Interpretation.TEXT or len(spoken) < 2:
        return []
    return [lang for lang in spoken if lang not in written]
