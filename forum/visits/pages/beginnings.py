"""What the form of a new visit begins from: nothing, a template, or an earlier visit."""

from forum.foundation.database import Db
from forum.foundation.errors import Refused
from forum.foundation.i18n import DEFAULT_ZONES
from forum.foundation.settings import Settings
from forum.visits import queries
from forum.visits.addresses import visit_id
from forum.visits.pages import typed
from forum.visits.rules.agenda import Item
from forum.visits.rules.plan import Interpretation
from forum.visits.rules.preparation import NOTHING, Preparation, Task
from forum.visits.rules.templates import TEMPLATES, Template
from forum.visits.words import in_all_languages
from forum.web.forms import Form
from forum.web.viewer import Viewer


async def begun(
    db: Db, viewer: Viewer, locale: str, settings: Settings, *, template: str | None, copy: str | None
) -> Form:
    """A form to fill: only its day and hour are missing where it begins from something.

    Raises:
        Refused: `not_found` for an unknown template or visit, `not_allowed` for a visit of others.
    """
    if copy:
        return await _copied(db, viewer, settings, copy)
    ready = _template(template) if template else None
    town = await queries.municipality_slug(db, viewer.municipality_id)
    own = {"zone": viewer.zone or DEFAULT_ZONES[locale], "original": locale, "municipality": town}
    form = Form({**typed.NEW, **(_from(ready) if ready else {}), **own, "template": template or ""})
    partner = "en" if locale == "uk" else "uk"
    form.lists["languages"] = [locale, partner] if ready else [locale]
    form.lists["reminders"] = list(settings.reminders)
    return form


def proposed(at: str | None, minutes: str | None) -> dict[str, str]:
    """The fields of a proposed time, such as `2027-03-29T10:00`, and length."""
    day, _, time = (at or "").partition("T")
    given = {"date": day, "time": time, "minutes": minutes or ""}
    return {name: text for name, text in given.items() if text}


async def preparation(db: Db, viewer: Viewer, form: Form) -> tuple[Preparation, int | None]:
    """The roles and tasks that come with what a form began from, and the row of the visit whose questions do.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    if form.text("copy"):
        earlier = await queries.own_visit_of(db, form.text("copy"), viewer)
        tasks = [Task(task.days, task.what) for task in await queries.tasks_of(db, earlier)]
        roles = await queries.roles_of(db, earlier.row)
        return Preparation({role: form.text(f"role_{role}") for role in roles}, tasks), earlier.row
    if not form.text("template"):
        return NOTHING, None
    ready = _template(form.text("template"))
    tasks = [Task(task.days, in_all_languages(task.what)) for task in ready.tasks]
    return Preparation({role: form.text(f"role_{role}") for role in ready.roles}, tasks), None


async def roles(db: Db, viewer: Viewer, form: Form) -> list[str]:
    """The roles that a form asks names for."""
    asked, _ = await preparation(db, viewer, form)
    return list(asked.roles)


async def _copied(db: Db, viewer: Viewer, settings: Settings, key: str) -> Form:
    earlier = await queries.own_visit_of(db, visit_id(key), viewer)
    town = await queries.municipality_slug(db, earlier.municipality_row)
    form = typed.filled(earlier, await queries.programme(db, earlier), town, settings.reminders)
    names = {f"role_{role}": name for role, name in (await queries.roles_of(db, earlier.row)).items()}
    form.values |= {"date": "", "copy": earlier.id, **names}
    del form.values["version"]
    return form


def _template(key: str) -> Template:
    if key not in TEMPLATES:
        raise Refused("not_found")
    return TEMPLATES[key]


def _from(ready: Template) -> dict[str, str]:
    points = [Item(minutes=point.minutes, title=in_all_languages(point.title)) for point in ready.points]
    return {
        "kind": ready.kind.value, "minutes": str(ready.minutes), "capacity": str(ready.capacity),
        "interpretation": Interpretation.CONSECUTIVE.value,
        **{f"title_{code}": name for code, name in in_all_languages(ready.name).items()},
        **dict(typed.terms_values(ready.terms)), **dict(typed.programme_values(points)),
    }  # fmt: skip
