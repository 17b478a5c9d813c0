"""What a host plans: words, languages, seats, link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES, known_locale
from forum.foundation.text import clean
from forum.visits.rules.seats import check_capacity

MAX_TITLE = 200
MAX_DESCRIPTION = 10_000
MAX_URL = 500
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
    interpretation: str = Interpretation.MACHINE
    video_url: str = ""


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
    )


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


def languages(codes: Sequence[str]) -> tuple[str, ...]:
    """The languages spoken, each once.

    Raises:
        Refused: `languages_missing`, `lang_unknown`.
    """
    if not codes:
        raise Refused("languages_missing", field="languages")
    return tuple(dict.fromkeys(known_locale(code, field="languages") for code in codes))


def video_url(url: str) -> str:
    """An https address, or "".

    Raises:
        Refused: `video_url_invalid`.
    """
    url = clean(url, limit=MAX_URL, field="video_url", multiline=False, optional=True)
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise Refused("video_url_invalid", field="video_url") from None
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or any(c.isspace() for c in url):
        raise Refused("video_url_invalid", field="video_url")
    return url


def check_publishable(spoken: Sequence[str], interpretation: str) -> None:
    """A visit in several languages needs interpretation, or says openly that a machine helps.

    Raises:
        Refused: `interpretation_missing`.
    """
    if len(spoken) > 1 and interpretation == Interpretation.NONE:
        raise Refused("interpretation_missing", field="interpretation")


def calendar_differs(before: Plan, after: Plan) -> bool:
    """Whether a change reaches calendars: title, time, zone, length or link (RFC 5545, SEQUENCE)."""
    return any(
        getattr(before, name) != getattr(after, name)
        for name in ("title", "starts", "zone", "fold", "minutes", "video_url")
    )
