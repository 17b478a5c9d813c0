"""By form: which point of the programme is on, who has the word, a break."""

from typing import Any

from litestar import Response, post

from forum.accounts.guards import may_write
from forum.live.actions import stage as actions
from forum.visits.addresses import visit_id
from forum.web.forms import Form, read_form
from forum.web.provided import InPath, Viewer, Work
from forum.web.rendering import redirect
from forum.web.request import MostyRequest, local_path


@post("/visits/{key:str}/point", guards=[may_write])
async def move(request: MostyRequest, viewer: Viewer, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    point = None if form.text("end") else form.number("point")
    await actions.move_agenda(work, visit_id(key), viewer, point=point)
    return redirect(request, f"{_back(request, form)}#room-programme")


@post("/visits/{key:str}/word", guards=[may_write])
async def word(request: MostyRequest, viewer: Viewer, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    if form.text("end"):
        await actions.end_word(work, visit_id(key), viewer)
    else:
        await actions.give_word(work, visit_id(key), viewer, account=form.text("account"))
    return redirect(request, f"{_back(request, form)}#room-programme")


@post("/visits/{key:str}/break", guards=[may_write])
async def pause(request: MostyRequest, viewer: Viewer, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    if form.text("end"):
        await actions.go_on(work, visit_id(key), viewer)
    else:
        await actions.pause(work, visit_id(key), viewer, minutes=form.number("minutes"))
    return redirect(request, f"{_back(request, form)}#room-programme")


def _back(request: MostyRequest, form: Form) -> str:
    return local_path(form.text("next"), otherwise=f"/{request.locale}/visits")
