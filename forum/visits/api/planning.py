"""What planning begins from, over the API: templates, and times that are free for both sides."""

import msgspec
from litestar import get

from forum.accounts.guards import officials
from forum.foundation.errors import N_
from forum.foundation.i18n import zone_info
from forum.foundation.paging import whole_number
from forum.foundation.walltime import WALL, iso
from forum.visits.api.shapes.asked import TermsShape
from forum.visits.proposals import proposed_times
from forum.visits.rules.templates import ROLES, TEMPLATES, Template
from forum.visits.words import in_all_languages
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InQuery, Services, Viewer

USUAL_MINUTES = "90"


class TemplatePoint(msgspec.Struct, kw_only=True):
    minutes: int
    title: dict[str, str]


class TemplateTask(msgspec.Struct, kw_only=True):
    """Something to do `days` after the visit, before it when negative."""

    days: int
    what: dict[str, str]


class TemplateAnswer(msgspec.Struct, kw_only=True):
    """A visit without its day; `agenda` and `terms` go into a new one as they are, `roles` are by their keys."""

    key: str
    name: dict[str, str]
    about: dict[str, str]
    kind: str
    minutes: int
    capacity: int
    terms: TermsShape
    agenda: list[TemplatePoint]
    roles: dict[str, dict[str, str]]
    tasks: list[TemplateTask]


class TemplateList(msgspec.Struct, kw_only=True):
    items: list[TemplateAnswer]


class SlotAnswer(msgspec.Struct, kw_only=True):
    """A time; `local` is by the clock of each zone."""

    starts_at: str
    local: dict[str, str]


class SlotList(msgspec.Struct, kw_only=True):
    items: list[SlotAnswer]


@get(
    "/visit-templates",
    summary=N_("Lists the templates that visits can begin from."),
    opt={"public": True},
    responses=problem_responses(),
)
async def templates() -> TemplateList:
    """Programme, roles and tasks of each, in every language."""
    return TemplateList(items=[_template(key, ready) for key, ready in TEMPLATES.items()])


@get(
    "/visit-slots",
    summary=N_("Proposes times that are free for two municipalities; for officials only."),
    guards=[officials],
    responses=problem_responses(),
)
async def slots(
    viewer: Viewer, db: Db, services: Services, first: InQuery = None, second: InQuery = None, minutes: InQuery = None
) -> SlotList:
    """Working hours of both, no public holiday, no time without power; `first` and `second` are slugs."""
    length = whole_number(minutes or USUAL_MINUTES) or 0
    found = await proposed_times(db, viewer, [first or "", second or ""], minutes=length, now=services.clock.now())
    return SlotList(
        items=[
            SlotAnswer(
                starts_at=iso(time),
                local={zone: time.astimezone(zone_info(zone)).strftime(WALL) for zone in found.zones},
            )
            for time in found.times
        ]
    )


def _template(key: str, ready: Template) -> TemplateAnswer:
    return TemplateAnswer(
        key=key, name=in_all_languages(ready.name), about=in_all_languages(ready.about), kind=ready.kind.value,
        minutes=ready.minutes, capacity=ready.capacity,
        terms=TermsShape(**{name: getattr(ready.terms, name) for name in TermsShape.__struct_fields__}),
        agenda=[TemplatePoint(minutes=point.minutes, title=in_all_languages(point.title)) for point in ready.points],
        roles={role: in_all_languages(ROLES[role]) for role in ready.roles},
        tasks=[TemplateTask(days=task.days, what=in_all_languages(task.what)) for task in ready.tasks],
    )  # fmt: skip
