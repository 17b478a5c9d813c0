"""Three short screens for somebody new, and the page on how people talk here."""

from typing import Any

from litestar import Response, get, post

from forum.accounts import queries as accounts
from forum.accounts.guards import may_write
from forum.discussion import queries as discussion
from forum.foundation.errors import N_
from forum.foundation.i18n import zone_choices
from forum.web.forms import Form, read_form
from forum.web.provided import Db, Locale, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest
from forum.welcome import actions, queries


@get("/guidelines", opt={"public": True})
async def guidelines(request: MostyRequest) -> Response[bytes]:
    return page(request, "welcome/guidelines.html")


@get("/welcome", guards=[may_write])
async def language_form(request: MostyRequest, viewer: Viewer, db: Db) -> Response[Any]:
    return await _step(request, db, viewer, "welcome/language.html", Form())


@post("/welcome", guards=[may_write])
async def choose_language(request: MostyRequest, viewer: Viewer, work: Work) -> Response[Any]:
    form = await read_form(request)
    lang, zone = form.text("lang"), form.text("zone")
    async with form.attempt(work):
        await actions.choose_language(work, viewer.row, lang=lang, zone=zone)
    if form.failed:
        return await _step(request, work.db, viewer, "welcome/language.html", form)
    return redirect(request, f"/{lang}/welcome/places")


@get("/welcome/places", guards=[may_write])
async def places_form(request: MostyRequest, viewer: Viewer, db: Db) -> Response[Any]:
    return await _step(request, db, viewer, "welcome/places.html", Form())


@post("/welcome/places", guards=[may_write])
async def choose_places(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        municipality, boards = form.text("municipality"), form.list("boards")
        await actions.choose_places(work, viewer, municipality=municipality, boards=boards)
    if form.failed:
        return await _step(request, work.db, viewer, "welcome/places.html", form)
    return redirect(request, f"/{locale}/welcome/guidelines")


@get("/welcome/guidelines", guards=[may_write])
async def last_step(request: MostyRequest, viewer: Viewer, db: Db) -> Response[Any]:
    return await _step(request, db, viewer, "welcome/last.html", Form())


@post("/welcome/guidelines", guards=[may_write])
async def finish(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work) -> Response[Any]:
    await read_form(request)
    await actions.finish(work, viewer)
    return redirect(request, f"/{locale}/boards", notice=N_("Welcome! Everything is set up."))


async def _step(request: MostyRequest, db: Db, viewer: Viewer, template: str, form: Form) -> Response[Any]:
    """A screen; who has been through them all is led on to the boards."""
    if await queries.is_done(db, viewer.row):
        return redirect(request, f"/{request.locale}/boards")
    return page(
        request,
        template,
        form=form,
        person=await accounts.person(db, viewer.row),
        towns=await accounts.towns_to_choose(db, request.locale),
        zones=zone_choices(request.locale),
        boards=await discussion.boards_overview(db),
    )
