"""What a host asks: asking it, and answering."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write
from forum.foundation.errors import N_, Refused
from forum.foundation.i18n import LOCALES
from forum.visits import actions, queries
from forum.visits.addresses import visit_id
from forum.visits.pages.seats import TAKEN
from forum.visits.queries import VisitView
from forum.visits.rules.seats import SeatState
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

ANSWERED = N_("Your answers are saved.")


@get("/visits/{key:str}/seat/answers", guards=[may_write])
async def answering(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    said = await queries.answers_of(db, found.row, viewer.row)
    return await _answers_page(request, viewer, db, found, Form({f"q_{name}": text for name, text in said.items()}))


@post("/visits/{key:str}/seat/answers", guards=[may_write])
async def answer(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    found, notice = await queries.visit_for(work.db, visit_id(key), viewer, work.now), ANSWERED
    given = {name.removeprefix("q_"): text for name, text in form.values.items() if name.startswith("q_")}
    async with form.attempt(work):
        if await queries.my_seat(work.db, viewer, found.row):
            await actions.change_answers(work, found.id, viewer, given)
        else:
            notice = TAKEN[SeatState((await actions.take_seat(work, found.id, viewer, given)).state)]
    if form.failed:
        return await _answers_page(request, viewer, work.db, found, form)
    return redirect(request, f"/{locale}{found.path}", notice=notice)


@get("/visits/{key:str}/form", guards=[may_write])
async def questions(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    found = await queries.visit_for(db, visit_id(key), viewer, services.clock.now())
    return await _questions_page(request, viewer, db, found, Form())


@post("/visits/{key:str}/form", guards=[may_write])
async def ask(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    found = await queries.visit_for(work.db, visit_id(key), viewer, work.now)
    async with form.attempt(work):
        if form.text("remove"):
            await actions.remove_question(work, found.id, viewer, form.text("remove"))
        else:
            words = {
                code: (form.text(f"question_{code}"), form.text(f"options_{code}").splitlines()) for code in LOCALES
            }
            await actions.ask_question(
                work, found.id, viewer, client_id=form.text("id"), kind=form.text("kind"), words=words,
                required=form.text("required") == "yes",
            )  # fmt: skip
    if form.failed:
        return await _questions_page(request, viewer, work.db, found, form)
    return redirect(request, f"/{locale}{found.path}/form", notice=N_("The questions are saved."))


async def _answers_page(request: MostyRequest, viewer: Viewer, db: Db, found: VisitView, form: Form) -> Response[bytes]:
    asked, seat = await queries.questions_of(db, found.row), await queries.my_seat(db, viewer, found.row)
    return page(request, "visits/answers.html", visit=found, seat=seat, asked=asked, form=form)


async def _questions_page(
    request: MostyRequest, viewer: Viewer, db: Db, found: VisitView, form: Form
) -> Response[bytes]:
    if not found.may_edit(viewer):
        raise Refused("not_allowed")
    asked = await queries.questions_of(db, found.row)
    return page(request, "visits/questions.html", visit=found, asked=asked, form=form)
