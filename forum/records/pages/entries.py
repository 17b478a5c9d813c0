"""Writing minutes by form."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write
from forum.foundation.database import Work as WorkOf
from forum.foundation.errors import N_, Refused
from forum.records.actions import entries as actions
from forum.records.pages import typed
from forum.records.pages.minutes import minutes_page
from forum.records.queries import minutes as queries
from forum.records.queries.minutes import Desk, EntryView
from forum.records.queries.owners import possible_owners
from forum.visits.addresses import visit_id
from forum.visits.queries import visit_for
from forum.web.forms import MAX_LONG_FORM_BYTES, Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest
from forum.web.viewer import Viewer as ViewerOf


@post("/visits/{key:str}/minutes/entries", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def add(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    found = await _desk(work, viewer, key)
    async with form.attempt(work):
        await actions.add_entry(work, found.visit.id, viewer, typed.draft_in(form), client_id=form.text("id"))
    if form.failed:
        return await minutes_page(request, viewer, work.db, found, form=form)
    return redirect(request, f"/{locale}{found.visit.path}/minutes", notice=N_("It is in the minutes."))


@get("/visits/{key:str}/minutes/entries/{entry:str}/edit", guards=[may_write])
async def edit(
    request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath, entry: InPath
) -> Response[bytes]:
    visit = await visit_for(db, visit_id(key), viewer, services.clock.now())
    found = await queries.readable(db, visit, viewer)
    if not found.may_write or found.minutes.is_frozen:
        raise Refused("minutes_frozen" if found.minutes.is_frozen else "not_allowed")
    there = await queries.entry_of(db, visit.row, entry)
    return await _form_page(request, db, found, there, typed.filled(there))


@post(
    "/visits/{key:str}/minutes/entries/{entry:str}/edit", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES
)
async def change(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath, entry: InPath
) -> Response[Any]:
    form, found = await read_form(request), await _desk(work, viewer, key)
    visit, there = found.visit, await queries.entry_of(work.db, found.visit.row, entry)
    async with form.attempt(work):
        await actions.change_entry(
            work, visit.id, entry, viewer, version=form.number("version"), changes=typed.changes_in(form)
        )
    if form.code == "edit_conflict":
        # What was typed is kept beside what somebody else saved; saving again is a decision between them.
        form.values["version"] = str(there.version)
    if form.failed:
        return await _form_page(request, work.db, found, there, form)
    return redirect(request, f"/{locale}{visit.path}/minutes", notice=N_("The minutes are saved."))


@post("/visits/{key:str}/minutes/entries/{entry:str}/removal", guards=[may_write])
async def remove(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath, entry: InPath
) -> Response[Any]:
    form, found = await read_form(request), await _desk(work, viewer, key)
    async with form.attempt(work):
        await actions.remove_entry(work, found.visit.id, entry, viewer, version=form.number("version"))
    if form.failed:
        return await minutes_page(request, viewer, work.db, await _desk(work, viewer, key), form=form)
    return redirect(request, f"/{locale}{found.visit.path}/minutes", notice=N_("It is no longer in the minutes."))


async def _desk(work: WorkOf, viewer: ViewerOf, key: str) -> Desk:
    visit = await visit_for(work.db, visit_id(key), viewer, work.now)
    return await queries.readable(work.db, visit, viewer)


async def _form_page(request: MostyRequest, db: Db, found: Desk, entry: EntryView, form: Form) -> Response[bytes]:
    people = await possible_owners(db, found.visit)
    return page(
        request, "records/edit_entry.html", form=form, desk=found, visit=found.visit, entry=entry, people=people
    )
