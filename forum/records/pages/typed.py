"""The form of an entry: from what was typed to a draft, and back."""

from dataclasses import fields
from typing import Any

from forum.foundation.i18n import LOCALES
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
