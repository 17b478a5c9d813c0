"""What was typed into a poll's form."""

from collections.abc import Mapping, Sequence

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES
from forum.polls.rules.plan import MAX_OPTIONS
from forum.web.forms import Form


def words(form: Form) -> Mapping[str, tuple[str, Sequence[str]]]:
    """Question and answers by language; an answer a line."""
    return {lang: (form.text(f"question-{lang}"), form.text(f"options-{lang}").splitlines()) for lang in LOCALES}


def chosen(form: Form) -> list[int]:
    """The places that a form names: ticked, or each with its rank.

    Raises:
        Refused: `choice_unknown`, `choice_repeated`.
    """
    ranks = {place: form.text(f"rank-{place}") for place in range(MAX_OPTIONS) if form.text(f"rank-{place}")}
    if len(set(ranks.values())) != len(ranks):
        raise Refused("choice_repeated", field="choice")
    given = [*form.list("choice"), *ranks.values()]
    if not all(text.isascii() and text.isdigit() and len(text) < 3 for text in given):
        raise Refused("choice_unknown", field="choice")
    return sorted(ranks, key=lambda place: int(ranks[place])) or [int(text) for text in form.list("choice")]
