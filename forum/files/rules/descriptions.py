"""What a file is said to show."""

from dataclasses import dataclass

from forum.files.rules.kinds import MAX_DESCRIPTION
from forum.foundation.errors import Refused
from forum.foundation.i18n import known_locale
from forum.foundation.text import clean


@dataclass(frozen=True, slots=True)
class Described:
    text: str
    lang: str


def described(text: str, lang: object, *, picture: bool) -> Described:
    """A picture needs words for those who do not see it; a document may go by its kind.

    Raises:
        Refused: `description_missing`, `lang_unknown`, or what `text.clean` refuses.
    """
    cleaned = clean(text, limit=MAX_DESCRIPTION, field="description", multiline=False, optional=True)
    if picture and not cleaned:
        raise Refused("description_missing", field="description")
    return Described(cleaned, known_locale(lang))
