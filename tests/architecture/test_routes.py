"""Rules about every route, refusal and manifest that a machine can check."""

import ast
import re
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.handlers import BaseRouteHandler

from forum.entrypoints import services as build_services
from forum.entrypoints import web
from forum.entrypoints.capabilities import CAPABILITIES
from forum.foundation.services import Services
from forum.foundation.settings import from_environment
from forum.web.problems import Problems

FORUM = Path(web.__file__).parents[1]


def problems() -> Problems:
    return Problems(*(dict(capability.refusals) for capability in CAPABILITIES))


def handlers(tmp_path: Path) -> list[BaseRouteHandler]:
    settings = from_environment({"MOSTY_DATA_DIR": str(tmp_path)})
    services: Services = build_services.build(settings)
    app: Litestar = web.litestar_app(services, problems())
    return [handler for route in app.routes for handler in _of(route)]


def _of(route: Any) -> list[BaseRouteHandler]:
    return list(getattr(route, "route_handlers", None) or [route.route_handler])


def test_every_route_has_a_guard_or_says_that_it_is_public(tmp_path: Path) -> None:
    own = [h for h in handlers(tmp_path) if getattr(h.fn, "__module__", "").startswith("forum.")]
    assert len(own) > 10
    open_ones = {
        f"{h.fn.__module__}.{h.fn.__name__}" for h in own if not h.resolve_guards() and not h.opt.get("public")
    }
    assert open_ones == set(), "add guards=[…] from forum.accounts.guards, or opt={'public': True}"


def test_no_route_is_both_guarded_and_public(tmp_path: Path) -> None:
    both = {h.fn.__name__ for h in handlers(tmp_path) if h.resolve_guards() and h.opt.get("public")}
    assert both == set()


def test_every_refusal_in_the_code_is_answered_by_some_capability() -> None:
    known, raised = problems().codes(), set()
    for path in FORUM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    raised.add((first.value, path.relative_to(FORUM).as_posix()))
    assert len(raised) > 10
    assert {(code, path) for code, path in raised if code not in known} == set()


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
