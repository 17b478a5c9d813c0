"""Rules about every route, refusal and manifest that a machine can check."""

import ast
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import BaseRouteHandler

from forum.entrypoints import web
from forum.entrypoints.capabilities import CAPABILITIES
from forum.files import pictures
from forum.files.rules import kinds, office, pdf
from forum.foundation.i18n import catalogue
from forum.visits.pages import typed
from forum.web.problems import _BY_STATUS as BY_STATUS
from forum.web.problems import Problems
from realtime.wire import text

FORUM = Path(web.__file__).parents[1]


def problems() -> Problems:
    return Problems(*(dict(capability.refusals) for capability in CAPABILITIES))


def every(app: Litestar) -> list[BaseRouteHandler]:
    return [handler for route in app.routes for handler in _of(route)]


def _of(route: Any) -> list[BaseRouteHandler]:
    return list(getattr(route, "route_handlers", None) or [route.route_handler])


def test_every_route_has_a_guard_or_says_that_it_is_public(handlers: Litestar) -> None:
    own = [h for h in every(handlers) if getattr(h.fn, "__module__", "").startswith("forum.")]
    assert len(own) > 10
    open_ones = {
        f"{h.fn.__module__}.{h.fn.__name__}" for h in own if not h.resolve_guards() and not h.opt.get("public")
    }
    assert open_ones == set(), "add guards=[…] from forum.accounts.guards, or opt={'public': True}"


def test_no_route_is_both_guarded_and_public(handlers: Litestar) -> None:
    both = {h.fn.__name__ for h in every(handlers) if h.resolve_guards() and h.opt.get("public")}
    assert both == set()


def test_no_two_handlers_answer_the_same_address() -> None:
    """Of two, the one that was set up last would answer, and the other never."""
    pages = [handler for capability in CAPABILITIES for handler in capability.pages]
    ways = [(method, path) for handler in pages for path in handler.paths for method in handler.http_methods]
    assert sorted(way for way in set(ways) if ways.count(way) > 1) == []


def test_every_refusal_in_the_code_is_answered_by_some_capability() -> None:
    """Also where the code is no word but a name: only those below, and what may stand for them is known too."""
    known, raised, dynamic = problems().codes(), set(), set()
    for path in FORUM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused" and node.args:
                first, where = node.args[0], path.relative_to(FORUM).as_posix()
                for choice in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                    if isinstance(choice, ast.Constant):
                        raised.add((choice.value, where))
                    else:
                        dynamic.add((ast.unparse(choice), where))
    assert len(raised) > 10
    assert dynamic == set(DYNAMIC), "say in DYNAMIC which codes it may be"
    assert all(codes() for codes in DYNAMIC.values())
    raised |= {(code, where) for (_, where), codes in DYNAMIC.items() for code in codes()}
    assert {(code, path) for code, path in raised if code not in known} == set()


@pytest.mark.parametrize("locale", ["uk", "pl"])
def test_every_refusal_is_said_in_every_language(locale: str) -> None:
    every = problems()
    sentences = {code: every[code].sentence for code in every.codes()}
    there = catalogue(locale)._catalog
    assert len(sentences) > 30
    assert [code for code, sentence in sentences.items() if not there.get(sentence)] == []
    # A sentence may be the same in two languages, but none of ours is.
    assert [code for code, sentence in sentences.items() if there[sentence] == sentence] == []


def test_every_operation_of_the_api_has_a_sentence_in_every_language() -> None:
    operations = [handler for capability in CAPABILITIES for handler in capability.api if handler.include_in_schema]
    assert len(operations) > 60
    assert [handler.fn.__name__ for handler in operations if not (handler.summary or "").endswith(".")] == []
    for locale in ("uk", "pl"):
        there = catalogue(locale)._catalog
        unsaid = [handler.summary for handler in operations if there.get(handler.summary, "") in ("", handler.summary)]
        assert unsaid == []


def first_words(source: str, function: str, *, position: int = 0) -> set[str]:
    """The words that calls of a function name at a position."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = [call.args for call in calls if getattr(call.func, "id", "") == function and len(call.args) > position]
    return {arguments[position].value for arguments in named}  # type: ignore[attr-defined]


DYNAMIC: dict[tuple[str, str], Callable[[], set[str]]] = {
    ("bad.code", "rooms/actions/writing.py"): lambda: first_words(inspect.getsource(text), "BadText"),
    ("code", "visits/pages/typed.py"): lambda: first_words(inspect.getsource(typed), "_number", position=1),
    ("verdict.refused or 'broken_image'", "files/examining.py"): lambda: {"broken_image", "too_much_inside"}.union(
        *(first_words(inspect.getsource(part), "Refused") for part in (kinds, office, pdf, pictures))
    ),
    ("_BY_STATUS[error.status_code]", "web/problems.py"): lambda: set(BY_STATUS.values()),
}
"""Expressions that codes come from, and what they may be."""


def test_every_folder_with_a_manifest_is_in_the_list_of_capabilities() -> None:
    folders = {path.parent.name for path in FORUM.glob("*/manifest.py")}
    assert folders == {capability.name for capability in CAPABILITIES}


def test_no_template_switches_escaping_off_but_for_html_made_by_our_sanitiser() -> None:
    allowed = re.compile(r"\{\{\s*[\w.]*html\s*\|\s*safe\s*\}\}")
    for path in FORUM.glob("*/templates/**/*.html"):
        text = allowed.sub("", path.read_text())
        assert "|safe" not in text.replace(" ", ""), path
        assert "autoescape" not in text, path


def test_no_template_holds_inline_style_or_script() -> None:
    for path in FORUM.glob("*/templates/**/*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:", text), path
