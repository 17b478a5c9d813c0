"""What was typed: the form of an entry, to a draft and back; how long people were there."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES
from forum.foundation.paging import whole_number
from forum.records.queries.attendance import Attendee
from forum.records.queries.minutes import EntryView
from forum.records.rules.entries import Draft
from forum.web.forms import Form

PERSON, TOWN = "person:", "town:"


def draft_in(form: Form) -> Draft:
    """The entry that was typed, not yet checked."""
    owner = form.text("owner")
    return Draft(
        kind=form.text("kind"),
        texts={code: form.text(f"text_{code}") for code in LOCALES if form.text(f"text_{code}").strip()},
        original=form.text("original"),
        person=owner.removeprefix(PERSON) if owner.startswith(PERSON) else "",
        town=owner.removeprefix(TOWN) if owner.startswith(TOWN) else "",
        due=form.text("due").strip(),
    )


def filled(entry: EntryView) -> Form:
    """A form that holds an entry as it is."""
    draft = entry.draft
    owner = PERSON + draft.person if draft.person else TOWN + draft.town if draft.town else ""
    return Form(
        {
            "version": str(entry.version), "kind": draft.kind, "original": draft.original, "owner": owner,
            "due": draft.due, **{f"text_{code}": text for code, text in draft.texts.items()},
        }
    )  # fmt: skip


def changes_in(form: Form) -> dict[str, Any]:
    """All that was typed, as changes of an entry."""
    draft = draft_in(form)
    return {field.name: getattr(draft, field.name) for field in fields(draft)}


def marks_in(form: Form, people: Sequence[Attendee], length: int) -> dict[str, int | None]:
    """Minutes beside each name, or nothing; the whole visit, `length`, for all where nothing is, when asked.

    Raises:
        Refused: `presence_invalid`.
    """
    found: dict[str, int | None] = {}
    for person in people:
        typed = form.text(f"minutes-{person.id}").strip()
        minutes = whole_number(typed) if typed else None
        if typed and (minutes is None or minutes > length):
            raise Refused("presence_invalid", field=f"minutes-{person.id}", limit=length)
        found[person.id] = length if not typed and form.text("all") else minutes
    return found
