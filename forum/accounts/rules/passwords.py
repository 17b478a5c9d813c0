"""Which passwords are good enough: long, and not among the first that anybody would try (NIST SP 800-63B)."""

import unicodedata
from functools import cache
from importlib.resources import files

from forum.foundation.errors import Refused

MIN_LENGTH = 8
MAX_LENGTH = 128
# Beyond this nobody typed it: turned away before it is looked at, let alone hashed.
ABSURD_LENGTH = 4096
MIN_CONTEXT_WORD = 4
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_ROWS = (
    "01234567890",
    "09876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "йцукенгшщзхї",
    "фівапролджє",
    "ячсмитьбю",
)


def normal(password: str) -> str:
    """The password as it is hashed: one spelling whatever the keyboard (NFKC).

    Raises:
        Refused: `bad_request` when it is absurdly long.
    """
    if len(password) > ABSURD_LENGTH:
        raise Refused("bad_request")
    return unicodedata.normalize("NFKC", password)


def check(password: str, *context: str, field: str = "password") -> str:
    """A new password in its normal form.

    Args:
        context: what others know about the person: name, address. Their words alone are no password.

    Raises:
        Refused: `password_too_short` or `password_too_long` (with `limit`), `too_common`.
    """
    password = normal(password)
    if len(password) < MIN_LENGTH:
        raise Refused("password_too_short", field=field, limit=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise Refused("password_too_long", field=field, limit=MAX_LENGTH)
    if _is_common(password.casefold(), _words(*context, "mosty")):
        raise Refused("too_common", field=field)
    return password


def _is_common(password: str, words: frozenset[str]) -> bool:
    stem = _stem(password)
    known = common() | words
    if (len(set(password)) < 3 and len(password) < 20) or _is_keyboard_walk(password):
        return True
    # Digits alone have no stem: only whole entries of the list count.
    candidates = {password, password.translate(_LEET), stem, stem.translate(_LEET), _stem(password.translate(_LEET))}
    return any(candidate in known for candidate in candidates if candidate)


def _stem(password: str) -> str:
    """Without the digits and signs that people hang on: `Password123!` → `password`."""
    return "".join(password.strip("0123456789!?.,@#$%^&*()_-+= ").split())


def _is_keyboard_walk(password: str) -> bool:
    return any(password in row * 3 or password in row[::-1] * 3 for row in _ROWS)


def _words(*context: str) -> frozenset[str]:
    found = set()
    for text in context:
        folded = unicodedata.normalize("NFKC", text).casefold()
        parts = "".join(char if char.isalnum() else " " for char in folded).split()
        found |= {folded, folded.partition("@")[0], "".join(parts), *parts}
    return frozenset(word for word in found if len(word) >= MIN_CONTEXT_WORD)


@cache
def common() -> frozenset[str]:
    """The list of common passwords, folded; `common_passwords.txt` beside this file."""
    text = (files("forum.accounts.rules") / "common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.split() if line)
