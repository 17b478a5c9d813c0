"""What means the same in three languages: `concepts.csv`, a line for each concept, its variants between semicolons."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from forum.search.lemmas import MARK, as_meant, terms
from forum.search.rules.words import tokens

FILE = Path(__file__).with_name("concepts.csv")
Terms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of saying a concept: for each of its words, what the word in a text may be."""

    concept: str
    words: tuple[Terms, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a concept stands among the words of a text: from `start` until before `end`."""

    start: int
    end: int
    concept: str


def places(words: Sequence[Terms]) -> Iterator[Place]:
    """Every concept in a text whose words are given by their terms."""
    variants = _variants()
    for start, first in enumerate(words):
        for variant in {variant for term in first for variant in variants.get(term, ())}:
            end = start + len(variant.words)
            if end <= len(words) and all(map(_share, variant.words, words[start:end])):
                yield Place(start, end, variant.concept)


def longest(words: Sequence[Terms]) -> list[tuple[int, int, Terms]]:
    """The concepts of a question, from left to right and none over another: start, end, and all that it may be."""
    found: dict[int, dict[int, set[str]]] = {}
    for place in places(words):
        found.setdefault(place.start, {}).setdefault(place.end, set()).add(place.concept)
    chosen, at = [], 0
    for start in sorted(found):
        if start >= at:
            at = max(found[start])
            chosen.append((start, at, frozenset(found[start][at])))
    return chosen


@cache
def _variants() -> dict[str, tuple[Variant, ...]]:
    """Variants by what their first word may be."""
    index: dict[str, set[Variant]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for number, line in enumerate(csv.DictReader(file)):
            for phrase in (phrase for said in line.values() for phrase in said.split(";")):
                words = [token.written for token in tokens(phrase)]
                meant = tuple(map(terms if len(words) > 1 else as_meant, words))
                for term in meant[0]:
                    index.setdefault(term, set()).add(Variant(f"{MARK}{number}", meant))
    return {term: tuple(variants) for term, variants in index.items()}


def look_again() -> None:
    """Read the variants anew: word forms have come since."""
    _variants.cache_clear()


def _share(one: Terms, other: Terms) -> bool:
    return not one.isdisjoint(other)
