"""Planning a visit by form."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write, officials
from forum.foundation.errors import N_, Refused
from forum.foundation.i18n import in_language, sort_key, zone_choices
from forum.foundation.walltime import passes
from forum.visits import actions, queries
from forum.visits.addresses import visit_id
from forum.visits.pages import beginnings, typed
from forum.visits.pages.conflict import Difference, differences
from forum.visits.pages.moving import hours, move
from forum.visits.queries import VisitView
from forum.visits.rules.plan import plan_fields
from forum.visits.rules.templates import TEMPLATES
from forum.visits.words import role_names
from forum.web.forms import MAX_LONG_FORM_BYTES, Form, read_form
from forum.web.provided import Db, InPath, InQuery, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

SAVED = N_("The draft is saved. Only you see it until you publish it.")
SERIES_SAVED = N_("The drafts are saved, one for each day. Only you see them until you publish them.")


@get("/visits/new", guards=[officials])
async def new(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services,
    template: InQuery = None, copy: InQuery = None, at: InQuery = None, minutes: InQuery = None,
) -> Response[bytes]:  # fmt: skip
    form = await beginnings.begun(db, viewer, locale, services.settings, template=template, copy=copy)
    form.values |= beginnings.proposed(at, minutes)
    return await _form_page(request, db, form, last=await queries.last_hosted(db, viewer))


@post("/visits/new", guards=[officials], request_max_body_size=MAX_LONG_FORM_BYTES)
async def schedule(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work) -> Response[Any]:
    form = await read_form(request)
    if form.text("move"):
        return await _moved(request, work, form)
    async with form.attempt(work):
        ready, like = await beginnings.preparation(work.db, viewer, form)
        every, times = typed.repeats_in(form)
        planned = await actions.schedule_series(
            work, viewer, typed.plan_in(form), client_id=form.text("id"), programme=typed.programme_in(form),
            municipality=form.text("municipality"), every=every, times=times, preparation=ready, like=like,
        )  # fmt: skip
    if form.failed:
        return await _form_page(request, work.db, form)
    if every:
        return redirect(request, f"/{locale}/visits", notice=SERIES_SAVED)
    return redirect(request, f"/{locale}{planned[0].visit.path}", notice=SAVED)


@get("/visits/{key:str}/edit", guards=[may_write])
async def edit(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    if not found.may_edit(viewer):
        raise Refused("not_allowed")
    town = await queries.municipality_slug(db, found.municipality_row)
    form = typed.filled(found, await queries.programme(db, found), town, services.settings.reminders)
    return await _form_page(request, db, form, visit=found)


@post("/visits/{key:str}/edit", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def change(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    found = await queries.visit_for(work.db, visit_id(key), viewer, work.now)
    if form.text("move"):
        return await _moved(request, work, form, visit=found)
    async with form.attempt(work):
        found = await actions.change_visit(
            work, found.id, viewer, version=typed.version_in(form), changes=plan_fields(typed.plan_in(form)),
            programme=typed.programme_in(form), municipality=form.text("municipality"),
        )  # fmt: skip
    if form.code == "edit_conflict":
        return await _conflict_page(
            request, work.db, form, await queries.visit_for(work.db, found.id, viewer, work.now)
        )
    if form.failed:
        return await _form_page(request, work.db, form, visit=found)
    return redirect(request, f"/{locale}{found.path}", notice=N_("The visit is saved."))


async def _conflict_page(request: MostyRequest, db: Db, form: Form, found: VisitView) -> Response[bytes]:
    """What was typed is kept beside what somebody else saved; saving again is a decision between them."""
    town = await queries.municipality_slug(db, found.municipality_row)
    usual = request.services.settings.reminders
    present = typed.filled(found, await queries.programme(db, found), town, usual)
    form.values["version"] = str(found.version)
    both = differences(form, present, request.locale)
    return await _form_page(request, db, form, visit=found, conflict=both)


async def _moved(request: MostyRequest, work: Work, form: Form, *, visit: VisitView | None = None) -> Response[bytes]:
    """The form with a point in another place; nothing is saved."""
    if visit is not None and not visit.may_edit(request.viewer):
        raise Refused("not_allowed")
    async with form.attempt():
        move(form, form.text("move"))
    return await _form_page(request, work.db, form, visit=visit)


async def _form_page(
    request: MostyRequest,
    db: Db,
    form: Form,
    *,
    visit: VisitView | None = None,
    last: VisitView | None = None,
    conflict: Sequence[Difference] = (),
) -> Response[bytes]:
    locale = request.locale
    roles = [] if visit else await beginnings.roles(db, request.viewer, form)
    towns = [(slug, *in_language(dict(names), locale)) for slug, names in await queries.municipality_choices(db)]
    towns.sort(key=lambda town: sort_key(locale, town[1]))
    return page(
        request, "visits/edit.html", form=form, visit=visit, towns=towns, zone_options=zone_choices(locale),
        rows=typed.rows(form), offsets=passes(form.facts, form.text("zone")), templates=TEMPLATES, last=last,
        begins=hours(form), roles=role_names(locale, roles), conflict=conflict, reminders=typed.reminders(form),
    )  # fmt: skip
