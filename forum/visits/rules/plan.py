"""What a host plans: words, languages, seats, link."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from forum.foundation.errors import Refused
from forum.foundation.i18n import known_locale
from forum.foundation.text import by_language, clean
from forum.visits.rules import reminders, seats
from forum.visits.rules.materials import MAX_URL, is_https
from forum.visits.rules.seats import DEFAULT_TERMS, Terms, check_capacity

MAX_TITLE = 200
MAX_DESCRIPTION = 10_000
MAX_REASON = 1_000


class Kind(StrEnum):
    STUDY_VISIT = "study_visit"
    ONLINE_FORUM = "online_forum"
    PARTNER_MEETING = "partner_meeting"
    YOUTH_EXCHANGE = "youth_exchange"


class Interpretation(StrEnum):
    NONE = "none"
    CONSECUTIVE = "consecutive"
    CHANNELS = "channels"
    TEXT = "text"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A visit as its host describes it.

    Attributes:
        title, description: by language; a description may be left out.
        original: the language the others were translated from; "" for the first title.
        starts: wall time `2027-03-29T10:00`.
        fold: which pass of a repeated hour; None when it was not said.
        video_url: "" when there is none yet.
        terms: on which terms seats are given.
        reminders: when guests are reminded, see `rules.reminders`; None for what is usual on this site.
    """

    kind: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    original: str = ""
    starts: str
    zone: str
    fold: int | None = None
    minutes: int
    capacity: int
    languages: Sequence[str]
    interpretation: str
    video_url: str = ""
    terms: Terms = DEFAULT_TERMS
    reminders: Sequence[str] | None = None


def checked(plan: Plan) -> Plan:
    """The plan with its texts cleaned; its time is checked by `rules.times`.

    Raises:
        Refused: the first thing that is wrong, with its field.
    """
    if plan.kind not in list(Kind):
        raise Refused("kind_unknown", field="kind")
    if plan.interpretation not in list(Interpretation):
        raise Refused("interpretation_unknown", field="interpretation")
    title = by_language(plan.title, "title", limit=MAX_TITLE, multiline=False)
    if not title:
        raise Refused("text_empty", field="title")
    check_capacity(plan.capacity)
    return replace(
        plan,
        title=title,
        description=by_language(plan.description, "description", limit=MAX_DESCRIPTION),
        original=plan.original if plan.original in title else next(iter(title)),
        languages=languages(plan.languages),
        video_url=video_url(plan.video_url),
        terms=seats.checked(plan.terms),
        reminders=None if plan.reminders is None else reminders.checked(plan.reminders),
    )


def plan_fields(plan: Plan) -> dict[str, Any]:
    """All fields of a plan by their names."""
    return {field.name: getattr(plan, field.name) for field in fields(plan)}


def languages(codes: Sequence[str]) -> tuple[str, ...]:
    """The languages spoken, each once.

    Raises:
        Refused: `languages_missing`, `lang_unknown`.
    """
    if not codes:
        raise Refused("languages_missing", field="languages")
    return tuple(dict.fromkeys(known_locale(code, field="languages") for code in codes))


def video_url(url: str, *, field: str = "video_url") -> str:
    """An https address, or "".

    Raises:
        Refused: `video_url_invalid`.
    """
    url = clean(url, limit=MAX_URL, field=field, multiline=False, optional=True)
    if url and not is_https(url):
        raise Refused("video_url_invalid", field=field)
    return url


def check_publishable(spoken: Sequence[str], points: Iterable[str | None], interpretation: str) -> None:
    """A visit in several languages needs interpretation, or says openly that it is left to machines.

    Args:
        points: in which languages the points of its programme are, None for those that name none.

    Raises:
        Refused: `interpretation_missing`.
    """
    if len({*spoken, *filter(None, points)}) > 1 and interpretation == Interpretation.NONE:
        raise Refused("interpretation_missing", field="interpretation")


def calendar_differs(before: Plan, after: Plan) -> bool:
    """Whether a change reaches calendars: title, time, zone, length or link (RFC 5545, SEQUENCE)."""
    return any(
        getattr(before, name) != getattr(after, name)
        for name in ("title", "starts", "zone", "fold", "minutes", "video_url")
    )
