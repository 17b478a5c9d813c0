"""A question as each database's full text search asks it. Terms are letters, digits and marks of ours alone.

SQLite keeps a document's terms in FTS5's columns `title`, `text` and `words`, PostgreSQL in one tsvector: terms of the
title weigh A, those of the text B, and words in their order, for phrases, stand at their places.
"""

from collections.abc import Iterable

from forum.search.terms import Group, Indexed, Wanted

# Beyond every word's own place (PostgreSQL ends at 16,383), so that no phrase runs into it.
_MAX_PLACE = 16_000
_NOWHERE = 16_383


def fts5(wanted: Wanted, *, in_title: bool) -> str:
    """All of it, in the title alone when `in_title`."""
    parts = [_fts5_group(group) for group in wanted.groups]
    phrases = [f'words : "{" ".join(phrase)}"' for phrase in wanted.phrases]
    if not in_title:
        return " AND ".join([f"({part})" for part in parts] + phrases)
    parts += [f'"{word}"' for phrase in wanted.phrases for word in phrase]
    return " AND ".join([f"title : ({part})" for part in parts] + phrases)


def fts5_any(terms: Iterable[str]) -> str:
    return " OR ".join(f'"{term}"' for term in sorted(terms))


def tsquery(wanted: Wanted, *, in_title: bool) -> str:
    weight = ":A" if in_title else ""
    parts = [_tsquery_group(group, weight) for group in wanted.groups]
    parts += [" <-> ".join(f"'{word}'{weight}" for word in phrase) for phrase in wanted.phrases]
    return " & ".join(f"({part})" for part in parts)


def tsquery_any(terms: Iterable[str]) -> str:
    return " | ".join(f"'{term}'" for term in sorted(terms))


def fts5_columns(found: Indexed) -> dict[str, str]:
    return {
        "title": " ".join(sorted(found.title)),
        "text": " ".join(sorted(found.text)),
        # Nobody can ask for "_", so that no phrase runs from the title into the text.
        "words": " ".join((*found.title_words, "_", *found.text_words)),
    }


def tsvector(found: Indexed) -> str:
    """The literal of a tsvector. PostgreSQL keeps the first 255 places of a word."""
    places: dict[str, list[str]] = {}
    for weight, words, first in (("A", found.title_words, 1), ("B", found.text_words, len(found.title_words) + 2)):
        for place, word in enumerate(words, first):
            places.setdefault(word, []).append(f"{place if place <= _MAX_PLACE else _NOWHERE}{weight}")
    for weight, terms in (("A", found.title), ("B", found.text)):
        for term in terms:
            places.setdefault(term, []).append(f"{_NOWHERE}{weight}")
    return " ".join(f"'{term}':{','.join(at[:255])}" for term, at in sorted(places.items()))


def _fts5_group(group: Group) -> str:
    alone = fts5_any(group.terms)
    if not group.words:
        return alone
    return f"{alone} OR ({' AND '.join(f'({fts5_any(word)})' for word in group.words)})"


def _tsquery_group(group: Group, weight: str) -> str:
    alone = " | ".join(f"'{term}'{weight}" for term in sorted(group.terms))
    if not group.words:
        return alone
    words = (" | ".join(f"'{term}'{weight}" for term in sorted(word)) for word in group.words)
    return f"{alone} | ({' & '.join(f'({word})' for word in words)})"
