"""What is done on a visit's page with one button: seats, publication, cancellation."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write
from forum.foundation.errors import N_, Refused
from forum.visits import actions, queries
from forum.visits.addresses import visit_id
from forum.visits.pages.reading import visit_page
from forum.visits.queries import VisitView
from forum.visits.rules.seats import SeatState
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

TAKEN = {
    SeatState.SEATED: N_("You have a seat. See you there!"),
    SeatState.WAITING: N_(
        "There is no free seat for you. You are on the waiting list; we write to you when there is one."
    ),
    SeatState.ASKED: N_("You have asked for a seat. The host decides, and we write to you."),
    SeatState.DECLINED: N_("The host has declined your request."),
}
GIVEN_UP = N_("Your seat is given up. Thank you for making room.")
HANDED_ON = N_("Your seat is handed on, and your colleague gets an e-mail.")
NAMED = N_("Your colleague gets an e-mail. The host decides, and until then the seat stays yours.")
DECIDED = N_("Your decision is saved, and the person gets an e-mail.")
PUBLISHED = N_("The visit is published.")


@post("/visits/{key:str}/seat", guards=[may_write])
async def seat(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form, notice = await read_form(request), GIVEN_UP
    async with form.attempt(work):
        if form.text("end"):
            await actions.give_up_seat(work, visit_id(key), viewer)
        else:
            notice = TAKEN[SeatState((await actions.take_seat(work, visit_id(key), viewer)).state)]
    if form.code == "answer_missing":
        return redirect(request, f"/{locale}/visits/{key}/seat/answers")
    return await _answer(request, viewer, locale, work, form, key, notice)


@post("/visits/{key:str}/seat/holder", guards=[may_write])
async def hand_on(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form, notice = await read_form(request), HANDED_ON
    async with form.attempt(work):
        notice = HANDED_ON if await actions.hand_on_seat(work, visit_id(key), viewer, form.text("to")) else NAMED
    return await _answer(request, viewer, locale, work, form, key, notice)


@get("/visits/{key:str}/guests", guards=[may_write])
async def guests(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    return await _guests_page(request, viewer, db, found)


@post("/visits/{key:str}/guests", guards=[may_write])
async def decide(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        await actions.decide_request(
            work, visit_id(key), viewer, form.text("person"),
            approved=form.text("decision") == "approve", reason=form.text("reason"),
        )  # fmt: skip
    found = await queries.visit_for(work.db, visit_id(key), viewer, work.now)
    if form.failed:
        return await _guests_page(request, viewer, work.db, found, form=form)
    return redirect(request, f"/{locale}{found.path}/guests", notice=DECIDED)


@post("/visits/{key:str}/publication", guards=[may_write])
async def publish(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        await actions.publish_visit(work, visit_id(key), viewer)
    return await _answer(request, viewer, locale, work, form, key, PUBLISHED)


@get("/visits/{key:str}/cancellation", guards=[may_write])
async def cancelling(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    if not found.may_edit(viewer):
        raise Refused("not_allowed")
    return page(request, "visits/cancel.html", visit=found)


@post("/visits/{key:str}/cancellation", guards=[may_write])
async def cancel(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        await actions.cancel_visit(work, visit_id(key), viewer, reason=form.text("reason"))
    found = await queries.visit_for(work.db, visit_id(key), viewer, work.now)
    if form.failed:
        return page(request, "visits/cancel.html", form=form, visit=found)
    return redirect(request, f"/{locale}{found.path}", notice=N_("The visit is cancelled."))


async def _guests_page(
    request: MostyRequest, viewer: Viewer, db: Db, found: VisitView, *, form: Form | None = None
) -> Response[bytes]:
    if not found.may_edit(viewer):
        raise Refused("not_allowed")
    people = await queries.guests(db, found.row)
    groups = {state.value: [guest for guest in people if guest.seat.state == state] for state in SeatState}
    return page(
        request, "visits/guests.html", visit=found, groups=groups, form=form,
        asked=await queries.questions_of(db, found.row), answers=await queries.all_answers(db, found.row),
    )  # fmt: skip


async def _answer(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, form: Form, key: str, notice: str
) -> Response[Any]:
    """Back to the visit's page; a refusal is shown there."""
    found = await queries.visit_for(work.db, visit_id(key), viewer, work.now)
    if form.failed:
        return await visit_page(request, viewer, work.db, found, form=form)
    return redirect(request, f"/{locale}{found.path}", notice=notice)
