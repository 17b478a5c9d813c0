"""The programme: points one after the other, each with its length."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from forum.foundation.errors import Refused
from forum.foundation.i18n import known_locale
from forum.foundation.text import by_language, clean
from forum.visits.rules import materials
from forum.visits.rules.materials import Materials
from forum.visits.rules.plan import MAX_TITLE

MOST_ITEMS = 40
MAX_SPEAKER = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A point of the programme; `lang` is what is spoken then, None when it was not said."""

    minutes: int
    title: Mapping[str, str]
    speaker: str = ""
    lang: str | None = None
    materials: Materials = field(default_factory=dict)


def checked(items: Sequence[Item], minutes: int) -> list[Item]:
    """The points with their texts cleaned.

    Args:
        minutes: the visit's length, which they must fit into.

    Raises:
        Refused: `agenda_too_many`, `agenda_minutes`, `agenda_too_long`, or what a text says.
    """
    if len(items) > MOST_ITEMS:
        raise Refused("agenda_too_many", field="agenda", limit=MOST_ITEMS)
    done = []
    for item in items:
        if item.minutes < 1:
            raise Refused("agenda_minutes", field="agenda")
        title = by_language(item.title, "agenda", limit=MAX_TITLE, multiline=False)
        if not title:
            raise Refused("text_empty", field="agenda")
        speaker = clean(item.speaker, limit=MAX_SPEAKER, field="agenda", multiline=False, optional=True)
        lang = known_locale(item.lang, field="agenda") if item.lang else None
        links = materials.checked(item.materials)
        done.append(replace(item, title=title, speaker=speaker, lang=lang, materials=links))
    check_fits(sum(item.minutes for item in done), minutes)
    return done


def check_fits(total: int, minutes: int) -> None:
    """Raises:
    Refused: `agenda_too_long`.
    """
    if total > minutes:
        raise Refused("agenda_too_long", field="agenda", total=total, limit=minutes)


def times(starts_at: datetime, minutes: Sequence[int]) -> list[tuple[datetime, datetime]]:
    """When each point begins and ends, in UTC; true hours also when clocks are moved in between."""
    spans = []
    for length in minutes:
        ends_at = starts_at + timedelta(minutes=length)
        spans.append((starts_at, ends_at))
        starts_at = ends_at
    return spans
