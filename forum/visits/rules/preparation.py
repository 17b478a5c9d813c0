"""What has to be done around a visit: who takes which role, and tasks that are due by its day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forum.foundation.errors import Refused
from forum.foundation.text import clean
from forum.visits.rules.plan import Interpretation
from forum.visits.rules.templates import ROLES

MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do `days` after the visit's day, before it when negative; `what` is by language."""

    days: int
    what: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Preparation:
    """Roles with who takes them, "" for nobody yet, and tasks."""

    roles: Mapping[str, str]
    tasks: Sequence[Task]


NOTHING = Preparation({}, ())


def due(starts_wall: str, days: int) -> date:
    """The day a task is due, by the calendar of the visit's place."""
    return datetime.fromisoformat(starts_wall).date() + timedelta(days=days)


def missing(roles: Mapping[str, str], interpretation: str) -> list[str]:
    """Roles that nobody takes yet; no interpreter is missing where none is planned."""
    none_planned = interpretation in (Interpretation.NONE, Interpretation.MACHINE)
    return [role for role, name in roles.items() if not name and not (none_planned and role == "interpreter")]


def known_roles(roles: Mapping[str, str]) -> dict[str, str]:
    """Roles with their names cleaned.

    Raises:
        Refused: `role_unknown`, or what a name says; the field is `role_chair` and so on.
    """
    for role in roles:
        if role not in ROLES:
            raise Refused("role_unknown", field="role")
    return {
        role: clean(name, limit=MAX_NAME, field=f"role_{role}", multiline=False, optional=True)
        for role, name in roles.items()
    }
