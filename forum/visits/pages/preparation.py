"""What is to be done around a visit, for its host."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write
from forum.foundation.errors import N_, Refused
from forum.visits import actions, queries
from forum.visits.addresses import visit_id
from forum.visits.queries import VisitView
from forum.visits.rules.preparation import missing
from forum.visits.rules.templates import ROLES
from forum.visits.words import role_names
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

SAVED = N_("It is saved.")


@get("/visits/{key:str}/preparation", guards=[may_write])
async def preparation(
    request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath
) -> Response[bytes]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    names = await queries.roles_of(db, found.row)
    return await _page(request, viewer, db, found, Form({f"role_{role}": name for role, name in names.items()}))


@post("/visits/{key:str}/preparation", guards=[may_write])
async def prepare(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    found = await queries.visit_for(work.db, visit_id(key), viewer, work.now)
    async with form.attempt(work):
        if form.text("task"):
            await actions.tick_task(work, found.id, viewer, form.text("task"), done=form.text("done") == "yes")
        else:
            names = {role: form.text(f"role_{role}") for role in ROLES if f"role_{role}" in form.values}
            await actions.name_roles(work, found.id, viewer, names)
    if form.failed:
        return await _page(request, viewer, work.db, found, form)
    return redirect(request, f"/{locale}{found.path}/preparation", notice=SAVED)


async def _page(request: MostyRequest, viewer: Viewer, db: Db, found: VisitView, form: Form) -> Response[bytes]:
    if not found.may_edit(viewer):
        raise Refused("not_allowed")
    names = await queries.roles_of(db, found.row)
    return page(
        request, "visits/preparation.html", visit=found, form=form, tasks=await queries.tasks_of(db, found),
        roles=role_names(request.locale, names),
        missing=list(role_names(request.locale, missing(names, found.interpretation)).values()),
    )  # fmt: skip
