"""What minutes consist of: decisions, actions and notes, in one to three languages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from forum.foundation.errors import Refused
from forum.foundation.text import by_language
from forum.visits.rules.status import Status

MAX_TEXT = 1_000
MAX_ENTRIES = 60


class Kind(StrEnum):
    DECISION = "decision"
    ACTION = "action"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry as it was typed.

    Attributes:
        texts: by language.
        original: the language the others were translated from; "" for the first text.
        person, town: who sees to an action: somebody's public id or a municipality's slug, "" for none.
        due: the day by which an action is to be done, such as `2027-04-12`; "" for none.
    """

    kind: str
    texts: Mapping[str, str]
    original: str = ""
    person: str = ""
    town: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as it stands in an edition of the minutes; `owner` is a name, `due` a day, each "" for none."""

    id: str
    kind: str
    texts: Mapping[str, str]
    original: str
    owner: str
    due: str

    @property
    def due_on(self) -> date | None:
        return read_day(self.due)


def checked(draft: Draft) -> Draft:
    """The entry with its texts cleaned; whether its owner exists is not looked at.

    Raises:
        Refused: `entry_kind_unknown`, `owner_missing`, `only_actions_have_owners`, `date_invalid`, or what is wrong
            with a text.
    """
    if draft.kind not in list(Kind):
        raise Refused("entry_kind_unknown", field="kind")
    texts = by_language(draft.texts, "text", limit=MAX_TEXT)
    if not texts:
        raise Refused("text_empty", field=f"text_{draft.original or next(iter(draft.texts), 'en')}")
    if draft.kind == Kind.ACTION and bool(draft.person) == bool(draft.town):
        raise Refused("owner_missing", field="owner")
    if draft.kind != Kind.ACTION and (draft.person or draft.town or draft.due):
        raise Refused("only_actions_have_owners", field="owner" if draft.person or draft.town else "due")
    read_day(draft.due)
    original = draft.original if draft.original in texts else next(iter(texts))
    return replace(draft, texts=texts, original=original)


def read_day(text: str) -> date | None:
    """The day in a field, None for "".

    Raises:
        Refused: `date_invalid`.
    """
    if not text:
        return None
    try:
        if len(text) != len("2027-03-29"):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("date_invalid", field="due") from None


def check_time(status: Status) -> None:
    """Whether minutes of a visit can be written: once it is published, for much is prepared, and as long as it stands.

    Raises:
        Refused: `not_published`, `visit_cancelled`.
    """
    if status is Status.DRAFT:
        raise Refused("not_published")
    if status is Status.CANCELLED:
        raise Refused("visit_cancelled")
