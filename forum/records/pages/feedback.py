"""Pages of what participants say of a visit."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write
from forum.foundation.errors import N_, Refused
from forum.foundation.paging import whole_number
from forum.records.actions import feedback as actions
from forum.records.queries import feedback as queries
from forum.records.rules.feedback import QUESTIONS, SCALE, is_open
from forum.visits.addresses import visit_id
from forum.visits.queries import VisitView, my_seat, visit_for
from forum.web.forms import MAX_LONG_FORM_BYTES, Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

THANKS = N_("Thank you for your answers.")


@get("/visits/{key:str}/feedback", guards=[may_write])
async def form(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath
) -> Response[Any]:
    now = services.clock.now()
    visit = await visit_for(db, visit_id(key), viewer, now)
    seat = await my_seat(db, viewer, visit.row)
    if seat is None or not seat.is_taken:
        raise Refused("no_seat")
    given = await queries.has_given(db, viewer, visit.row)
    is_asked = is_open(visit.status, visit.ends_at, now) and not given
    return _form_page(request, visit, Form({"lang": locale}), given=given, is_asked=is_asked)


@post("/visits/{key:str}/feedback", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def give(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    visit = await visit_for(work.db, visit_id(key), viewer, work.now)
    async with form.attempt(work):
        await actions.give_feedback(
            work, visit.id, viewer, _scores(form), comment=form.text("comment"), lang=form.text("lang"),
            client_id=form.text("id"),
        )  # fmt: skip
    if form.failed:
        return _form_page(request, visit, form, given=form.code == "feedback_given", is_asked=True)
    return redirect(request, f"/{locale}{visit.path}", notice=THANKS)


@get("/visits/{key:str}/feedback/results", guards=[may_write])
async def results(request: MostyRequest, viewer: Viewer, db: Db, services: Services, key: InPath) -> Response[bytes]:
    visit = await visit_for(db, visit_id(key), viewer, services.clock.now())
    if not visit.may_edit(viewer):
        raise Refused("not_allowed")
    return page(
        request, "records/feedback_results.html", visit=visit, results=await queries.results(db, visit),
        questions=QUESTIONS, scale=SCALE,
    )  # fmt: skip


def _scores(form: Form) -> dict[str, int]:
    marks = {question: whole_number(form.text(question)) for question in QUESTIONS}
    return {question: mark for question, mark in marks.items() if mark is not None}


def _form_page(request: MostyRequest, visit: VisitView, form: Form, *, given: bool, is_asked: bool) -> Response[bytes]:
    return page(
        request, "records/feedback.html", form=form, visit=visit, given=given, is_asked=is_asked, questions=QUESTIONS,
        scale=SCALE,
    )  # fmt: skip
