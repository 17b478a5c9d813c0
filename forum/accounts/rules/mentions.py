"""Who is mentioned in a text."""

import re
from collections.abc import Iterable

MAX_MENTIONS = 20
# A name has fewer words than that.
MAX_WORDS = 6
_NAMED = re.compile(r"(?<!\w)@(?=\w)")
_QUOTED_OR_CODE = re.compile(r"^>[^\n]*|^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_WORDS = re.compile(rf"[^\s@]+(?: [^\s@]+){{0,{MAX_WORDS - 1}}}")
# What ends a sentence or a name in brackets, after its last word.
_STOPS = re.compile(r"[^\w]+$")
_FIRST_WORD = re.compile(r"(?<!\w)@(\w[\w'’-]*)")


def names_begun(text: str) -> tuple[str, ...]:
    """The first words of the names that a text may mention as `@Name Surname`, each once."""
    if "@" not in text:  # the pattern looks back at each letter
        return ()
    return tuple(dict.fromkeys(_FIRST_WORD.findall(text)))[:MAX_MENTIONS]


def own_words(text: str) -> str:
    """A text without what it quotes and without code: nobody is called by somebody else's words."""
    return _QUOTED_OR_CODE.sub("", text)


def names_possible(text: str) -> tuple[str, ...]:
    """Every name that a text may mention, each once: what stands behind an @, by one word, by two, and so on."""
    found: dict[str, None] = {}
    for match in list(_NAMED.finditer(text))[:MAX_MENTIONS] if "@" in text else ():
        run = _WORDS.match(text, match.end())
        words = run[0].split(" ") if run else []
        for count in range(1, len(words) + 1):
            name = " ".join(words[:count])
            found |= dict.fromkeys((name, _STOPS.sub("", name)))
    return tuple(name for name in found if name)


def mentioned(text: str, people: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The accounts whose whole names stand in a text behind an @, in the order of the text.

    Args:
        people: account and name of everybody who may be meant. The longest name that fits counts; those who share one
            are all meant.
    """
    by_name: dict[str, list[str]] = {}
    for account, name in people:
        by_name.setdefault(name, []).append(account)
    longest_first = sorted(by_name, key=len, reverse=True)
    found: dict[str, None] = {}
    for match in _NAMED.finditer(text):
        rest = text[match.end() :]
        fitting = next((name for name in longest_first if _begins_with(rest, name)), "")
        found |= dict.fromkeys(by_name.get(fitting, ()))
    return tuple(found)[:MAX_MENTIONS]


def _begins_with(text: str, name: str) -> bool:
    return bool(name) and text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()
