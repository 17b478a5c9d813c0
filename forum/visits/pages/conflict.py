"""Two who edit a visit at once: what the later one typed beside what the earlier one saved."""

import re
from dataclasses import dataclass

from forum.foundation.errors import N_
from forum.foundation.i18n import translate
from forum.web.forms import Form

_LABELS = {
    "title_uk": N_("Title in Ukrainian"), "title_en": N_("Title in English"), "title_pl": N_("Title in Polish"),
    "description_uk": N_("Description in Ukrainian"), "description_en": N_("Description in English"),
    "description_pl": N_("Description in Polish"), "original": N_("Original language"), "kind": N_("Kind"),
    "municipality": N_("Host municipality"), "date": N_("Date"), "time": N_("Local time"), "zone": N_("Time zone"),
    "minutes": N_("Length in minutes"), "languages": N_("Languages spoken"), "interpretation": N_("Interpretation"),
    "capacity": N_("Seats"), "approval": N_("I approve who gets a seat"), "minors": N_("People under 18 may come"),
    "quota_ua": N_("Seats for Ukraine, at most"), "quota_eu": N_("Seats for the EU, at most"),
    "quota_town": N_("Seats for one municipality, at most"),
    "offer_hours": N_("Hours a free seat is kept for the next person"),
    "closes_hours": N_("Hours before the start when seats close"), "reminders": N_("Reminders"),
    "video_url": N_("Video link"),
    "speaker": N_("Who speaks"), "lang": N_("Language"), "links_uk": N_("Materials in Ukrainian"),
    "links_en": N_("Materials in English"), "links_pl": N_("Materials in Polish"),
}  # fmt: skip
_LISTS = ("languages", "reminders")
_POINT = re.compile(r"item_(\d{1,2})_(\w+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two versions fill otherwise; `field` without the number of a point."""

    label: str
    field: str
    typed: str
    saved: str


def differences(form: Form, present: Form, locale: str) -> list[Difference]:
    """The fields in which what was typed is not what stands now, in the order of the page."""
    found = []
    for name in dict.fromkeys([*_LABELS, *present.values, *form.values]):
        typed, saved = _text(form, name), _text(present, name)
        point = _POINT.fullmatch(name)
        field = point[2] if point else name
        if typed != saved and field in _LABELS:
            label = translate(locale, _LABELS[field])
            if point:
                label = f"{translate(locale, N_('Point %(number)s'), number=point[1])}: {label}"
            found.append(Difference(label, field, typed, saved))
    return found


def _text(form: Form, name: str) -> str:
    if name in _LISTS:
        return " ".join(sorted(form.list(name)))
    return form.text(name).replace("\r\n", "\n").strip()
