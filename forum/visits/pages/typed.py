"""The form of a visit: from what was typed to a plan, and back."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from forum.foundation.errors import Refused
from forum.visits.queries import AgendaView, VisitView
from forum.visits.rules.agenda import MOST_ITEMS, Item
from forum.visits.rules.materials import read, written
from forum.visits.rules.plan import Plan
from forum.visits.rules.reminders import OFFERED, lead
from forum.visits.rules.seats import MOST_CLOSING_HOURS, MOST_OFFER_HOURS, MOST_SEATS, Terms
from forum.visits.rules.series import MOST_TIMES
from forum.web.forms import Form

ROWS = 8
_HUGE = 999_999_999
NEW = {"zone": "", "minutes": "90", "capacity": "30", "offer_hours": "24", "closes_hours": "0"}


def plan_in(form: Form) -> Plan:
    """The plan that was typed, not yet checked.

    Raises:
        Refused: for a number that is none.
    """
    return Plan(
        kind=form.text("kind"),
        title=form.texts("title_"),
        description=form.texts("description_"),
        original=form.text("original"),
        starts=form.text("suggested") or f"{form.text('date').strip()}T{form.text('time').strip()}",
        zone=form.text("zone"),
        fold={"0": 0, "1": 1}.get(form.text("fold")),
        minutes=_number(form.text("minutes"), "too_short", field="minutes", minutes=10),
        capacity=_number(form.text("capacity"), "capacity_invalid", field="capacity", limit=10_000),
        languages=tuple(form.list("languages")),
        interpretation=form.text("interpretation"),
        video_url=form.text("video_url"),
        reminders=tuple(form.list("reminders")),
        terms=terms_in(form),
    )


def terms_in(form: Form) -> Terms:
    """On which terms seats are to be given.

    Raises:
        Refused: for a number that is none.
    """
    return Terms(
        approval=form.text("approval") == "yes",
        minors=form.text("minors") == "yes",
        **{name: _optional_number(form, name) for name in ("quota_ua", "quota_eu", "quota_town")},
        offer_hours=_number(
            form.text("offer_hours") or "0", "offer_hours_invalid", field="offer_hours", limit=MOST_OFFER_HOURS
        ),
        closes_hours=_number(
            form.text("closes_hours") or "0", "closes_hours_invalid", field="closes_hours", limit=MOST_CLOSING_HOURS
        ),
    )


def programme_in(form: Form) -> list[Item]:
    """The points that were typed; rows without any word are left out.

    Raises:
        Refused: `agenda_minutes`.
    """
    points = []
    for row in rows(form):
        title, minutes = form.texts(f"item_{row}_title_"), form.text(f"item_{row}_minutes").strip()
        speaker = form.text(f"item_{row}_speaker")
        if title or minutes or speaker.strip():
            length = _number(minutes, "agenda_minutes", field="agenda")
            lang = form.text(f"item_{row}_lang") or None
            links = {code: read(lines) for code, lines in form.texts(f"item_{row}_links_").items()}
            points.append(Item(minutes=length, title=title, speaker=speaker, lang=lang, materials=links))
    return points


def rows(form: Form) -> Sequence[int]:
    """The numbers of the programme's rows: eight, or as many as the visit has."""
    used = (row for row in range(ROWS + 1, MOST_ITEMS + 1) if form.text(f"item_{row}_minutes"))
    return range(1, max(used, default=ROWS) + 1)


def repeats_in(form: Form) -> tuple[str, int]:
    """How often a new visit repeats ("" for not at all), and how many visits that makes.

    Raises:
        Refused: `repeat_times`.
    """
    every = form.text("every")
    return every, _number(form.text("times"), "repeat_times", field="times", limit=MOST_TIMES) if every else 1


def reminders(form: Form) -> Sequence[str]:
    """The kinds of reminders on offer, and those that a program chose for this visit, the earliest first."""
    known = [kind for kind in form.list("reminders") if kind not in OFFERED]
    try:
        return sorted((*OFFERED, *known), key=lead, reverse=True)
    except Refused:
        return OFFERED


def version_in(form: Form) -> int:
    """The version that the form was filled from.

    Raises:
        Refused: `field_invalid`.
    """
    return form.number("version")


def filled(visit: VisitView, programme: Sequence[AgendaView], municipality: str, usual: Sequence[str]) -> Form:
    """A form that holds a visit as it is.

    Args:
        usual: the reminders of a visit whose host chose none.
    """
    form = Form(dict(_values(visit, programme, municipality)))
    form.lists["languages"] = list(visit.languages)
    form.lists["reminders"] = list(usual if visit.reminders is None else visit.reminders)
    return form


def _values(visit: VisitView, programme: Sequence[AgendaView], municipality: str) -> Iterator[tuple[str, str]]:
    date, _, time = visit.starts.partition("T")
    plain: dict[str, Any] = {
        "version": visit.version, "kind": visit.kind, "original": visit.original, "date": date, "time": time,
        "zone": visit.zone, "minutes": visit.minutes, "capacity": visit.capacity,
        "interpretation": visit.interpretation, "video_url": visit.video_url, "municipality": municipality,
    }  # fmt: skip
    yield from ((name, str(value)) for name, value in plain.items())
    yield from terms_values(visit.terms)
    yield from ((f"title_{code}", text) for code, text in visit.title.items())
    yield from ((f"description_{code}", text) for code, text in visit.description.items())
    yield from programme_values(programme)


def terms_values(terms: Terms) -> Iterator[tuple[str, str]]:
    """The fields of terms: a box that is ticked is "yes"; one that is not, and a limit that there is not, are empty."""
    for name, term in asdict(terms).items():
        yield name, "yes" if term is True else "" if term is None or term is False else str(term)


def programme_values(programme: Sequence[AgendaView | Item]) -> Iterator[tuple[str, str]]:
    """The fields of a programme's points."""
    for row, point in enumerate(programme, 1):
        yield f"item_{row}_minutes", str(point.minutes)
        yield f"item_{row}_speaker", point.speaker
        yield f"item_{row}_lang", point.lang or ""
        yield from ((f"item_{row}_title_{code}", text) for code, text in point.title.items())
        yield from ((f"item_{row}_links_{code}", written(links)) for code, links in point.materials.items())


def _optional_number(form: Form, name: str) -> int | None:
    typed = form.text(name)
    return _number(typed, "quota_invalid", field=name, limit=MOST_SEATS) if typed.strip() else None


def _number(text: str, code: str, *, field: str | None = None, **facts: Any) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        raise Refused(code, field=field, **facts)
    # Longer ones are as far beyond every rule, which then says so.
    return min(int(text.lstrip("0")[:10] or 0), _HUGE)
