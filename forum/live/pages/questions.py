"""Questions by form: asking, voting, deciding; and all of them on a page."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write, signed_in
from forum.live.actions import questions as actions
from forum.live.limits import ASKING, VOTING
from forum.live.pages.room import shown_live
from forum.live.queries.room import room_for
from forum.live.rules.questions import decision
from forum.visits.addresses import visit_id
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest, local_path


@get("/visits/{key:str}/room/questions", opt={"public": True})
async def questions(
    request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, services: Services, key: InPath
) -> Response[Any]:
    found = await room_for(db, visit_id(key), viewer, services.clock.now())
    if f"/visits/{key}" != found.visit.path:
        return redirect(request, f"/{locale}{found.visit.path}/room/questions")
    shown = await shown_live(db, found, viewer, locale, services)
    here = f"/{locale}{found.visit.path}/room/questions"
    return page(request, "live/questions.html", talk=True, **{**shown, "here": here})


@post("/visits/{key:str}/room/questions", guards=[may_write])
async def ask(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services, key: InPath
) -> Response[Any]:
    form, asked = await read_form(request), None
    async with form.attempt(work):
        text, lang = form.text("question"), form.text("asked_in")
        asked = await actions.ask(work, visit_id(key), viewer, text=text, lang=lang, client_id=form.text("id"))
        if asked.first:
            services.limits.take(ASKING, viewer.public_id)
    return await _answer(request, viewer, locale, work, form, key, asked.id if asked else "")


@post("/visits/{key:str}/room/questions/{question:str}/vote", guards=[may_write])
async def vote(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services, key: InPath, question: InPath
) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        services.limits.take(VOTING, viewer.public_id)
        act = actions.take_vote_back if form.text("end") else actions.vote
        await act(work, visit_id(key), question, viewer)
    return await _answer(request, viewer, locale, work, form, key, question)


@post("/visits/{key:str}/room/questions/{question:str}", guards=[may_write])
async def decide(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath, question: InPath
) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        state = decision(form.text("state"))
        await actions.decide(work, visit_id(key), question, viewer, state=state)
    return await _answer(request, viewer, locale, work, form, key, question)


@post("/visits/{key:str}/room/questions/mergers", guards=[may_write])
async def merge(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        await actions.merge(work, visit_id(key), form.text("question"), viewer, into=form.text("into"))
    return await _answer(request, viewer, locale, work, form, key, form.text("into"))


@post("/visits/{key:str}/room/questions/{question:str}/withdrawal", guards=[signed_in])
async def withdraw(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath, question: InPath
) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        await actions.withdraw(work, visit_id(key), question, viewer)
    return await _answer(request, viewer, locale, work, form, key, "")


async def _answer(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, form: Form, key: str, question: str
) -> Response[Any]:
    """Back to where the form stood, at the question; a refusal is said on the page of all questions."""
    found = await room_for(work.db, visit_id(key), viewer, work.now)
    here = f"/{locale}{found.visit.path}/room/questions"
    if form.failed:
        shown = await shown_live(work.db, found, viewer, locale, request.services)
        return page(request, "live/questions.html", form=form, standing_for=here, **{**shown, "here": here})
    back = local_path(form.text("next"), otherwise=here)
    return redirect(request, f"{back}#q-{question}" if question else f"{back}#room-questions")
