"""Words without their endings, for what dictionaries do not know or take for another word.

A light stemmer in the way of Dolamic and Savoy (2009): endings of nouns alone, and never so much that little is left.
"""

import re

_CYRILLIC = (
    ("ами", "ями", "ові", "еві", "єві"),
    ("ах", "ях", "ів", "їв", "ою", "ею", "єю", "ам", "ям", "ом", "ем", "єм"),
    tuple("аяуюіїиеєоьй"),
)
_LATIN = (("ami", "owi", "ach"), ("om", "ow", "ie", "em"), tuple("aeiouy"))
# водогін, потік: the vowel of a closed last syllable is another one once an ending opens it.
_CLOSED = re.compile(r"і(?=[бвгґджзклмнпрстфхцчшщ]+$)")
MIN_CYRILLIC, MIN_LATIN = 5, 4


def cyrillic_stem(word: str) -> str | None:
    """The stem of a folded Ukrainian word; None for short ones, which are taken as they are."""
    stem = _cut(word, _CYRILLIC)
    if stem is not None:
        return stem
    return _CLOSED.sub("о", word) if len(word) >= MIN_CYRILLIC else None


def latin_stem(word: str) -> str | None:
    """The stem of a folded Polish word; None for short ones."""
    stem = _cut(word, _LATIN)
    if stem is not None:
        return stem
    return word if len(word) >= MIN_LATIN else None


def _cut(word: str, endings: tuple[tuple[str, ...], ...]) -> str | None:
    for of_one_length in endings:
        if word.endswith(of_one_length):
            rest = word[: -len(of_one_length[0])]
            if len(rest) >= (3 if len(of_one_length[0]) < 3 else 4):
                return rest
    return None
