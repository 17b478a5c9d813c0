"""Words that are one slip of the finger away."""

from forum.search.rules.words import is_cyrillic

MIN_LENGTH = 4
_CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"


def neighbours(word: str) -> set[str]:
    """Every word that one letter more, fewer, another or swapped makes of it (Damerau 1964); none of short ones.

    A word of 40 letters has 2,700 of them.
    """
    if len(word) < MIN_LENGTH:
        return set()
    letters = _CYRILLIC if is_cyrillic(word) else _LATIN
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    another = {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    more = {head + letter + tail for head, tail in cuts for letter in letters}
    return (fewer | swapped | another | more) - {word}
