"""What a display name may be, and when one imitates another (UTS 39, in the small)."""

import unicodedata
from collections.abc import Iterable

from forum.foundation.errors import Refused
from forum.foundation.text import clean

MAX_NAME = 80
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
# Letters that look like another's, as the other.
_TWINS = str.maketrans(
    "абвгезикморстухіїјѕԁһԛԝνοραιεκτυχω" + "ІЇ", "a6brезиkmopctyxiijsdhqwvopaiektuxwii"
) | str.maketrans({"0": "o", "1": "l", "|": "l", "3": "з"})


def display_name(text: str, *, field: str = "name") -> str:
    """A name in NFC with single spaces.

    Raises:
        Refused: `name_invalid` for invisible or direction-changing characters, for two scripts in one word and where
            there is no letter; and what `foundation.text.clean` refuses.
    """
    name = " ".join(clean(text, limit=MAX_NAME, field=field, multiline=False).split())
    if any(unicodedata.category(char) in ("Cf", "Co", "Cn", "Zl", "Zp") for char in name):
        raise Refused("name_invalid", field=field)
    if not any(char.isalpha() for char in name) or any(len(_scripts(word)) > 1 for word in name.split()):
        raise Refused("name_invalid", field=field)
    return name


def check_is_no_imitation(name: str, others: Iterable[str], *, field: str = "name") -> None:
    """Namesakes are people too; a name that only looks like another's is not.

    Raises:
        Refused: `name_taken` when the name looks like one of the others without being it.
    """
    look, folded = skeleton(name), name.casefold()
    if any(skeleton(other) == look and other.casefold() != folded for other in others):
        raise Refused("name_taken", field=field)


def skeleton(name: str) -> str:
    """What a name looks like: the same for names that the eye cannot tell apart."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(char for char in folded if char.isalnum() and not unicodedata.combining(char))
    return letters.translate(_TWINS)


def _scripts(word: str) -> set[str]:
    return {script for char in word if char.isalpha() for script in [_script(char)] if script in _SCRIPTS}


def _script(char: str) -> str:
    return unicodedata.name(char, "?").split(" ")[0]
