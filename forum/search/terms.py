"""What a document is found by, and what a question asks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from forum.search import concepts, tries
from forum.search.concepts import Terms
from forum.search.lemmas import lemmas, terms
from forum.search.rules.question import Question, is_little
from forum.search.rules.words import Token, fold, tokens

# Rises with every change of what a document is found by: all are indexed anew then.
_EDITION = 1
# Words looked at in one step, and those before them that may begin the same concept.
_STEP, _OVERLAP = 200, 12


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document's terms: of its title, of its text, and all its words in their order, as they are compared."""

    title: frozenset[str]
    text: frozenset[str]
    title_words: tuple[str, ...]
    text_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a question that must be found: one of its terms, or one of each of its words'."""

    terms: Terms
    words: tuple[Terms, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question in terms: all groups and all phrases must be found."""

    groups: tuple[Group, ...]
    phrases: tuple[tuple[str, ...], ...]

    @property
    def terms(self) -> Terms:
        """Everything that is marked where it is found."""
        of_groups = [term for group in self.groups for part in (group.terms, *group.words) for term in part]
        return frozenset([*of_groups, *(word for phrase in self.phrases for word in phrase)])


def indexed(titles: Sequence[str], texts: Sequence[str]) -> Indexed:
    title, title_words = _all_terms(titles)
    text, text_words = _all_terms(texts)
    return Indexed(title, text - title, title_words, text_words)


def wanted(question: Question) -> Wanted:
    """A question's words by their terms; those that make a concept, by the concept or by themselves.

    Little words count where nothing else is asked for.
    """
    written = question.words
    words = [terms(word) for word in written]
    groups, done = [], 0
    for start, end, found in [*concepts.longest(words), (len(words), len(words), frozenset[str]())]:
        groups += [Group(word) for word, as_typed in _pairs(words, written, done, start) if not is_little(as_typed)]
        if end - start == 1:
            groups.append(Group(found | words[start]))
        elif end > start:
            telling = [word for word, as_typed in _pairs(words, written, start, end) if not is_little(as_typed)]
            groups.append(Group(found, tuple(telling or words[start:end])))
        done = end
    if not (groups or question.phrases):
        groups = [Group(word) for word in words]
    return Wanted(tuple(dict.fromkeys(groups)), question.phrases)


def marked(text: str, sought: Terms, *, enough: int) -> list[Token]:
    """The words of a text that are sought, or make a concept that is; no further than `enough` letters after the first.

    A long text is looked at step by step, so that one whose first words match costs little.
    """
    words = list(tokens(text))
    found: dict[int, Token] = {}
    for at in range(0, len(words), _STEP):
        begin = max(at - _OVERLAP, 0)
        some = words[begin : at + _STEP]
        of_words = [terms(word.written) for word in some]
        hits = {place for place, word in enumerate(of_words) if not word.isdisjoint(sought)}
        for place in concepts.places(of_words):
            if place.concept in sought:
                hits.update(range(place.start, place.end))
        found |= {begin + hit: some[hit] for hit in hits}
        if found and some[-1].end > found[min(found)].start + enough:
            break
    return [found[place] for place in sorted(found)]


def spoken(text: str) -> Iterator[tuple[str, str]]:
    """A text's words and their dictionary forms: as they are compared, and as people write them."""
    for token in tokens(text):
        for form in (*lemmas(token.written), token.written):
            yield fold(form), form.lower()


@cache
def scheme() -> str:
    """What decides which terms a document has: concepts, dictionaries and our rules; 16 letters."""
    parts = f"{_EDITION} {tries.folder().name} {tries.are_written()} ".encode() + concepts.FILE.read_bytes()
    return sha256(parts).hexdigest()[:16]


def _pairs(words: Sequence[Terms], written: Sequence[str], start: int, end: int) -> list[tuple[Terms, str]]:
    return list(zip(words[start:end], written[start:end], strict=True))


def _all_terms(texts: Sequence[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    found: set[str] = set()
    written: list[str] = []
    for text in texts:
        words = [token.written for token in tokens(text)]
        of_words = [terms(word) for word in words]
        found.update(*of_words, (place.concept for place in concepts.places(of_words)))
        written += filter(None, map(fold, words))
    return frozenset(found), tuple(written)
