"""Planning a visit by form."""

from dataclasses import asdict
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from forum.accounts.guards import may_write, officials
from forum.foundation.errors import N_, Refused
from forum.foundation.i18n import DEFAULT_ZONES, in_language, sort_key, zone_name, zones
from forum.visits import actions, queries
from forum.visits.pages import typed
from forum.visits.pages.reading import visit_id
from forum.visits.queries import VisitView
from forum.web.forms import MAX_LONG_FORM_BYTES, Form, read_form
from forum.web.provided import Db, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

SAVED = N_("The draft is saved. Only you and moderators see it until you publish it.")


@get("/visits/new", guards=[officials])
async def new(request: MostyRequest, viewer: Viewer, locale: Locale, db: Db) -> Response[bytes]:
    town = await queries.municipality_slug(db, viewer.municipality_id)
    zone = viewer.zone or DEFAULT_ZONES[locale]
    form = Form({**typed.NEW, "zone": zone, "original": locale, "municipality": town})
    form.lists["languages"] = [locale]
    return await _form_page(request, db, form)


@post("/visits/new", guards=[officials], request_max_body_size=MAX_LONG_FORM_BYTES)
async def schedule(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        done = await actions.schedule_visit(
            work, viewer, typed.plan_in(form), client_id=form.text("id"), programme=typed.programme_in(form),
            municipality=form.text("municipality"),
        )  # fmt: skip
    if form.failed:
        return await _form_page(request, work.db, form)
    return redirect(
        request, f"/{locale}{done.visit.path}", notice=N_("The draft is saved. Only you see it until you publish it.")
    )


@get("/visits/{key:str}/edit", guards=[may_write])
async def edit(
    request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: FromPath[str]
) -> Response[bytes]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    if not found.may_edit(viewer):
        raise Refused("not_allowed")
    town = await queries.municipality_slug(db, found.municipality_row)
    form = typed.filled(found, await queries.programme(db, found), town)
    return await _form_page(request, db, form, visit=found)


@post("/visits/{key:str}/edit", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def change(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: FromPath[str]
) -> Response[Any]:
    form = await read_form(request)
    found = await queries.visit_for(work.db, visit_id(key), viewer, work.now)
    async with form.attempt(work):
        found = await actions.change_visit(
            work, found.id, viewer, version=typed.version_in(form), changes=asdict(typed.plan_in(form)),
            programme=typed.programme_in(form), municipality=form.text("municipality"),
        )  # fmt: skip
    if form.code == "edit_conflict":
        # What was typed is kept beside what somebody else saved; saving again is a decision between them.
        found = await queries.visit_for(work.db, found.id, viewer, work.now)
        form.values["version"] = str(found.version)
    if form.failed:
        return await _form_page(request, work.db, form, visit=found)
    return redirect(request, f"/{locale}{found.path}", notice=N_("The visit is saved."))


async def _form_page(request: MostyRequest, db: Db, form: Form, *, visit: VisitView | None = None) -> Response[bytes]:
    locale = request.locale
    towns = [(slug, *in_language(dict(names), locale)) for slug, names in await queries.municipality_choices(db)]
    towns.sort(key=lambda town: sort_key(locale, town[1]))
    places = [(zone, f"{zone_name(locale, zone)} · {zone}") for zone in zones()]
    return page(
        request, "visits/edit.html", form=form, visit=visit, towns=towns, zone_options=places, rows=typed.rows(form),
        offsets=typed.offsets(form),
    )  # fmt: skip
