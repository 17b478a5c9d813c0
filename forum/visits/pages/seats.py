"""What is done on a visit's page with one button: seats, publication, cancellation."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from forum.accounts.guards import may_write
from forum.foundation.errors import N_, Refused
from forum.visits import actions, queries
from forum.visits.pages.reading import visit_id, visit_page
from forum.web.forms import Form, read_form
from forum.web.provided import Db, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

SEATED = N_("You have a seat. See you there!")
WAITING = N_("All seats are taken. You are on the waiting list; we write to you when a seat becomes free.")
GIVEN_UP = N_("Your seat is given up. Thank you for making room.")
PUBLISHED = N_("The visit is published.")


@post("/visits/{key:str}/seat", guards=[may_write])
async def seat(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: FromPath[str]) -> Response[Any]:
    form, notice = await read_form(request), GIVEN_UP
    async with form.attempt(work):
        if form.text("end"):
            await actions.give_up_seat(work, visit_id(key), viewer)
        else:
            taken = await actions.take_seat(work, visit_id(key), viewer)
            notice = SEATED if taken.position is None else WAITING
    return await _answer(request, viewer, locale, work, form, key, notice)


@post("/visits/{key:str}/publication", guards=[may_write])
async def publish(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: FromPath[str]
) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        await actions.publish_visit(work, visit_id(key), viewer)
    return await _answer(request, viewer, locale, work, form, key, PUBLISHED)


@get("/visits/{key:str}/cancellation", guards=[may_write])
async def cancelling(
    request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: FromPath[str]
) -> Response[bytes]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    if not found.may_edit(viewer):
        raise Refused("not_allowed")
    return page(request, "visits/cancel.html", visit=found)


@post("/visits/{key:str}/cancellation", guards=[may_write])
async def cancel(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: FromPath[str]
) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        await actions.cancel_visit(work, visit_id(key), viewer, reason=form.text("reason"))
    found = await queries.visit_for(work.db, visit_id(key), viewer, work.now)
    if form.failed:
        return page(request, "visits/cancel.html", form=form, visit=found)
    return redirect(request, f"/{locale}{found.path}", notice=N_("The visit is cancelled."))


async def _answer(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, form: Form, key: str, notice: str
) -> Response[Any]:
    """Back to the visit's page; a refusal is shown there."""
    found = await queries.visit_for(work.db, visit_id(key), viewer, work.now)
    if form.failed:
        return await visit_page(request, viewer, work.db, found, form=form)
    return redirect(request, f"/{locale}{found.path}", notice=notice)
