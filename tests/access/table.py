"""The table of who reads what, and the routes that it speaks of."""

from dataclasses import dataclass
from pathlib import Path

from litestar import Litestar

from tests.access.world import PEOPLE

EVERYBODY = ("anonymous", *PEOPLE)
REFUSALS = ("401", "403", "404", "4404")
_GROUPS = {
    "everybody": EVERYBODY,
    "nobody": (),
    "staff": ("moderator", "administrator"),
}
_TEXT = (Path(__file__).with_name("table.txt")).read_text()


@dataclass(frozen=True)
class Row:
    """An address of the table and what it answers to each person about one thing; "-" is nothing in particular."""

    path: str
    thing: str
    answers: dict[str, str]


def words() -> dict[str, set[str]]:
    """Who may read the words of each thing."""
    return {name: _people(*groups) for name, *groups in _lines("words")}


def rows() -> list[Row]:
    return [Row(path, thing, _answers(first, named)) for path, thing, first, *named in _lines("answers")]


def routes(app: Litestar) -> set[str]:
    """Every path of the application that can be read: by GET, or over a socket."""
    return {
        route.path
        for route in app.routes
        if "GET" in getattr(route, "methods", ()) or getattr(route, "scope_type", None) == "websocket"
    }


def route_of(path: str, known: set[str]) -> str | None:
    """The route that answers an address of the table, the most literal one where several fit; None for none."""
    parts = (path.partition("?")[0].partition("#")[0].rstrip("/") or "/").split("/")
    fitting = [route for route in known if _fits(parts, route.split("/"))]
    return min(fitting, key=lambda route: route.count("{"), default=None)


def _fits(parts: list[str], route: list[str]) -> bool:
    if route[-1].endswith(":path}") and len(parts) > len(route):
        parts = parts[: len(route)]
    return len(parts) == len(route) and all(
        expected.startswith("{") or part == expected for part, expected in zip(parts, route, strict=True)
    )


def _lines(section: str) -> list[list[str]]:
    body = _TEXT.partition(f"[{section}]")[2].partition("\n[")[0]
    return [line.split() for line in body.splitlines() if line and not line.startswith("#")]


def _people(*groups: str) -> set[str]:
    return {person for group in groups for person in _GROUPS.get(group, (group,))}


def _answers(first: str, named: list[str]) -> dict[str, str]:
    answers = dict.fromkeys(EVERYBODY, first)
    for exception in named:
        group, _, answer = exception.partition("=")
        people = _people(group)
        assert people <= set(EVERYBODY), exception
        answers |= dict.fromkeys(people, answer)
    return answers
