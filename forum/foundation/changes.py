"""What an edit changed, word by word."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    GONE = "gone"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of text: the kept and gone ones in a row are the text before, the kept and added ones that after."""

    kind: Kind
    text: str


# Lines first, then the sentences of lines that differ, then their words: the eye reads it so, and words that are
# everywhere in a long text are compared within their sentence only.
_PIECES: Final = tuple(
    map(re.compile, (r"[^\n]*\n|[^\n]+", r"[^.!?…]+[.!?…]*\s*|[.!?…]+\s*", r"\w+\s*|[^\w\s]+\s*|\s+"))
)
# difflib looks at each pair of equal pieces again and again: beyond this, what differs is told as a whole.
MAX_STEPS: Final = 3_000_000
# Longer texts are compared beside the event loop.
QUICK_CHARS: Final = 1_000


def changes(before: str, after: str) -> list[Change]:
    """The pieces of both texts in their order; neighbours of one kind are one piece."""
    joined: list[Change] = []
    for change in _compared(before, after, 0):
        if joined and joined[-1].kind == change.kind:
            joined[-1] = Change(change.kind, joined[-1].text + change.text)
        elif change.text:
            joined.append(change)
    return joined


async def compared(before: str, after: str) -> list[Change]:
    """The same, in a thread where it could keep other requests waiting."""
    if len(before) + len(after) > QUICK_CHARS:
        return await asyncio.to_thread(changes, before, after)
    return changes(before, after)


def _compared(before: str, after: str, level: int) -> Iterator[Change]:
    if level == len(_PIECES):
        yield Change(Kind.GONE, before)
        yield Change(Kind.ADDED, after)
        return
    a, b = _PIECES[level].findall(before), _PIECES[level].findall(after)
    head = _alike(a, b)
    tail = _alike(a[head:][::-1], b[head:][::-1])
    yield Change(Kind.KEPT, "".join(a[:head]))
    yield from _between(a[head : len(a) - tail], b[head : len(b) - tail], level)
    yield Change(Kind.KEPT, "".join(a[len(a) - tail :]))


def _between(a: Sequence[str], b: Sequence[str], level: int) -> Iterator[Change]:
    if not a or not b or _steps(a, b) > MAX_STEPS:
        yield Change(Kind.GONE, "".join(a))
        yield Change(Kind.ADDED, "".join(b))
        return
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        gone, added = "".join(a[a0:a1]), "".join(b[b0:b1])
        if tag == "equal":
            yield Change(Kind.KEPT, gone)
        elif gone and added:
            yield from _compared(gone, added, level + 1)
        else:
            yield Change(Kind.GONE, gone)
            yield Change(Kind.ADDED, added)


def _alike(a: Sequence[str], b: Sequence[str]) -> int:
    """How many pieces are the same from the beginning on."""
    return next((n for n, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))


def _steps(a: Sequence[str], b: Sequence[str]) -> int:
    there = Counter(b)
    return min(len(a), len(b)) * sum(count * there[piece] for piece, count in Counter(a).items())
