"""What every text from outside goes through before it is stored."""

import unicodedata
from collections.abc import Mapping

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES, known_locale

MAX_MARKS_ON_ONE_LETTER = 8
_ALLOWED_CONTROLS = {"\n", "\t"}
_ZERO_WIDTH = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u200f"}


def clean(text: str, *, limit: int, field: str | None = None, multiline: bool = True, optional: bool = False) -> str:
    """The text in NFC with plain line ends, trimmed.

    Args:
        limit: most code points after NFC.
        field: the form field to hang a refusal on.
        multiline: when False, line ends count as control characters.
        optional: when True, an empty text is returned as "".

    Raises:
        Refused: `control_character`, `text_empty`, `text_too_long` (with `limit`) or `too_many_marks`.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    allowed = _ALLOWED_CONTROLS if multiline else set()
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in allowed for char in text):
        raise Refused("control_character", field=field)
    if not any(not char.isspace() and char not in _ZERO_WIDTH for char in text):
        if optional:
            return ""
        raise Refused("text_empty", field=field)
    if len(text) > limit:
        raise Refused("text_too_long", field=field, limit=limit)
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks > MAX_MARKS_ON_ONE_LETTER:
            raise Refused("too_many_marks", field=field)
    return text


def by_language(texts: Mapping[str, str], field: str, *, limit: int, multiline: bool = True) -> dict[str, str]:
    """Texts in the languages that have one, in our order of languages.

    Raises:
        Refused: `lang_unknown`, or what `text.clean` says; the field is `title_uk` and so on.
    """
    for code in texts:
        known_locale(code, field=field)
    cleaned = {
        code: clean(texts[code], limit=limit, field=f"{field}_{code}", multiline=multiline, optional=True)
        for code in LOCALES
        if code in texts
    }
    return {code: text for code, text in cleaned.items() if text}


# Resolution 55 of the Cabinet of Ministers of Ukraine (2010): a letter's form at the start of a word, and elsewhere.
_KMU_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_KMU = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        [
            "a",
            "b",
            "v",
            "h",
            "g",
            "d",
            "e",
            "ie",
            "zh",
            "z",
            "y",
            "i",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "iu",
            "ia",
        ],
        strict=True,
    )
)
_POLISH = str.maketrans("ąćęłńóśźż", "acelnoszz")
MAX_SLUG_LENGTH = 80


def romanise(text: str) -> str:
    """Lower-case Latin letters for Ukrainian ones, by resolution 55 of 2010; others stay as they are."""
    text = text.lower().replace("зг", "zgh")
    out, in_word = [], False
    for char in text:
        if char in "'’ʼ":
            continue
        out.append(_KMU_START.get(char, _KMU.get(char, char)) if not in_word else _KMU.get(char, char))
        in_word = char.isalpha()
    return "".join(out)


def slug(text: str) -> str:
    """An address part such as `remont-vodohonu`: ASCII, at most 80 characters; "x" when nothing is left."""
    latin = unicodedata.normalize("NFKD", romanise(unicodedata.normalize("NFC", text)).translate(_POLISH))
    kept = "".join(
        char if char.isascii() and char.isalnum() else "-" for char in latin if not unicodedata.combining(char)
    )
    words = "-".join(filter(None, kept.split("-")))
    return words[:MAX_SLUG_LENGTH].strip("-") or "x"
