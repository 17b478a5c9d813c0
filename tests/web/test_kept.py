"""Parts of pages that are rendered once for equal facts, and sentences that are marked once."""

from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from forum.web.kept import MOST_KEPT, Kept
from forum.web.viewer import ANONYMOUS, Viewer
from forum.web.words import Words


def test_equal_facts_are_rendered_once_and_other_facts_anew() -> None:
    kept, made = Kept(), []

    def make() -> str:
        made.append(1)
        return f"<p>{len(made)}</p>"

    facts = {"at": datetime(2027, 2, 1, 9, tzinfo=UTC), "viewer": Viewer(id=3), "own": frozenset({"thanks"})}
    assert kept.get(facts, make) == kept.get(dict(facts), make) == "<p>1</p>"
    assert isinstance(kept.get(facts, make), Markup)
    later = datetime(2027, 2, 1, 10, tzinfo=UTC)
    others: list[dict[str, Any]] = [{"own": frozenset()}, {"viewer": Viewer(id=4)}, {"at": later}]
    for other in others:
        assert kept.get(facts | other, make) == f"<p>{len(made)}</p>"
    assert len(made) == 4


def test_what_was_not_asked_for_for_long_is_let_go_of() -> None:
    kept = Kept()
    for number in range(MOST_KEPT + 1):
        kept.get({"number": number}, lambda: "first")
        kept.get({"number": 1}, lambda: "first")
    assert kept.get({"number": 0}, lambda: "second") == "second"
    assert kept.get({"number": 1}, lambda: "second") == "first"


def test_readers_who_wrote_nothing_of_it_are_alike() -> None:
    bohdan, tomasz = (Viewer(id=row, public_id=str(row), name="x", confirmed=True, session_id=row) for row in (3, 4))
    assert bohdan.unless_among([7]) == tomasz.unless_among([8])
    assert bohdan.unless_among([3]) is bohdan
    moderator = Viewer(id=5, role="administrator", confirmed=True).unless_among([3])
    assert moderator.is_moderator
    assert not moderator.is_admin
    assert moderator != bohdan.unless_among([7])
    assert ANONYMOUS.unless_among([3]) is ANONYMOUS


def test_sentences_are_safe_and_what_is_put_into_them_is_escaped() -> None:
    words = Words({"%(name)s wrote <b>this</b>": "%(name)s пише <b>це</b>", "100%% sure": "100%% певно"}.get)  # type: ignore[arg-type]
    for _ in range(2):
        assert words("%(name)s wrote <b>this</b>", name="<i>") == "&lt;i&gt; пише <b>це</b>"
        assert words("100%% sure") == "100% певно"
