"""The part of a text in which something was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.search.rules.words import Token

LENGTH = 240
BEFORE = 70


@dataclass(frozen=True, slots=True)
class Part:
    """Some plain text, and whether it is what was looked for."""

    text: str
    marked: bool = False


def whole(text: str, marked: Sequence[Token]) -> tuple[Part, ...]:
    """All of a text with what was found in it."""
    return _parts(text, marked, 0, len(text))


def snippet(text: str, marked: Sequence[Token]) -> tuple[Part, ...]:
    """The text around the first of the marked words, cut between words; its beginning when there are none."""
    first = marked[0].start if marked else 0
    start = 0 if first <= BEFORE else _next_space(text, first - BEFORE, first)
    end = len(text) if len(text) - start <= LENGTH else _last_space(text, start + LENGTH, max(start, first))
    parts = _parts(text, [token for token in marked if token.end <= end], start, end)
    head = (Part("… "),) if start else ()
    tail = (Part(" …"),) if end < len(text) else ()
    return (*head, *parts, *tail)


def _parts(text: str, marked: Sequence[Token], start: int, end: int) -> tuple[Part, ...]:
    parts, done = [], start
    for token in marked:
        if token.start < done:
            continue
        if token.start > done:
            parts.append(Part(text[done : token.start]))
        parts.append(Part(text[token.start : token.end], marked=True))
        done = token.end
    if done < end:
        parts.append(Part(text[done:end]))
    return tuple(parts)


def _next_space(text: str, at: int, before: int) -> int:
    space = text.find(" ", at, before)
    return at if space < 0 else space + 1


def _last_space(text: str, at: int, after: int) -> int:
    space = text.rfind(" ", after, at)
    return at if space < 0 else space
