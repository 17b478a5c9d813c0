"""The form of a visit: from what was typed to a plan, and back."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES, known_zone, offset_name
from forum.visits.queries import AgendaView, VisitView
from forum.visits.rules.agenda import MOST_ITEMS, Item
from forum.visits.rules.plan import Interpretation, Plan
from forum.web.forms import Form

ROWS = 8
NEW = {"zone": "", "minutes": "90", "capacity": "30", "interpretation": Interpretation.MACHINE.value}


def plan_in(form: Form) -> Plan:
    """The plan that was typed, not yet checked.

    Raises:
        Refused: for a number that is none.
    """
    return Plan(
        kind=form.text("kind"),
        title=_by_language(form, "title_"),
        description=_by_language(form, "description_"),
        original=form.text("original"),
        starts=form.text("suggested") or f"{form.text('date').strip()}T{form.text('time').strip()}",
        zone=form.text("zone"),
        fold={"0": 0, "1": 1}.get(form.text("fold")),
        minutes=_number(form.text("minutes"), "too_short", field="minutes", minutes=10),
        capacity=_number(form.text("capacity"), "capacity_invalid", field="capacity", limit=10_000),
        languages=tuple(form.list("languages")),
        interpretation=form.text("interpretation"),
        video_url=form.text("video_url"),
    )


def programme_in(form: Form) -> list[Item]:
    """The points that were typed; rows without any word are left out.

    Raises:
        Refused: `agenda_minutes`.
    """
    points = []
    for row in rows(form):
        title, minutes = _by_language(form, f"item_{row}_title_"), form.text(f"item_{row}_minutes").strip()
        speaker = form.text(f"item_{row}_speaker")
        if title or minutes or speaker.strip():
            length = _number(minutes, "agenda_minutes", field="agenda")
            lang = form.text(f"item_{row}_lang") or None
            points.append(Item(minutes=length, title=title, speaker=speaker, lang=lang))
    return points


def rows(form: Form) -> Sequence[int]:
    """The numbers of the programme's rows: eight, or as many as the visit has."""
    used = (row for row in range(ROWS + 1, MOST_ITEMS + 1) if form.text(f"item_{row}_minutes"))
    return range(1, max(used, default=ROWS) + 1)


def offsets(form: Form) -> list[str]:
    """Of an hour that comes twice, how far each pass is from UTC: "UTC+3"; empty when nothing was ambiguous."""
    choices: Any = form.facts.get("choices", [])
    zone = known_zone(form.text("zone")) if choices else ""
    return [offset_name(datetime.fromisoformat(choice["starts_at"]), zone) for choice in choices]


def version_in(form: Form) -> int:
    """The version that the form was filled from.

    Raises:
        Refused: `bad_request`.
    """
    return _number(form.text("version"), "bad_request")


def filled(visit: VisitView, programme: Sequence[AgendaView], municipality: str) -> Form:
    """A form that holds a visit as it is."""
    form = Form(dict(_values(visit, programme, municipality)))
    form.lists["languages"] = list(visit.languages)
    return form


def _values(visit: VisitView, programme: Sequence[AgendaView], municipality: str) -> Iterator[tuple[str, str]]:
    date, _, time = visit.starts.partition("T")
    plain: dict[str, Any] = {
        "version": visit.version, "kind": visit.kind, "original": visit.original, "date": date, "time": time,
        "zone": visit.zone, "minutes": visit.minutes, "capacity": visit.capacity,
        "interpretation": visit.interpretation, "video_url": visit.video_url, "municipality": municipality,
    }  # fmt: skip
    yield from ((name, str(value)) for name, value in plain.items())
    yield from ((f"title_{code}", text) for code, text in visit.title.items())
    yield from ((f"description_{code}", text) for code, text in visit.description.items())
    for row, point in enumerate(programme, 1):
        yield f"item_{row}_minutes", str(point.minutes)
        yield f"item_{row}_speaker", point.speaker
        yield f"item_{row}_lang", point.lang or ""
        yield from ((f"item_{row}_title_{code}", text) for code, text in point.title.items())


def _by_language(form: Form, prefix: str) -> dict[str, str]:
    return {code: form.text(prefix + code) for code in LOCALES if form.text(prefix + code).strip()}


def _number(text: str, code: str, *, field: str | None = None, **facts: Any) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused(code, field=field, **facts)
    return int(text)
