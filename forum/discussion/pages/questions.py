"""Questions by plain forms: collecting them, voting, saying which were answered."""

from typing import Any

from litestar import Response, post

from forum.accounts.guards import may_write, moderators
from forum.discussion import queries
from forum.discussion.actions import questions
from forum.discussion.addresses import thread_id
from forum.discussion.limits import REACTING
from forum.foundation.errors import N_
from forum.web.forms import read_form
from forum.web.provided import InPath, Locale, Services, Viewer, Work
from forum.web.rendering import redirect
from forum.web.request import MostyRequest


@post("/threads/{key:str}/questions", guards=[moderators])
async def collect(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    await questions.collect_questions(work, viewer, shown.public_id, collected=not form.text("end"))
    return redirect(request, f"/{locale}{shown.path}", notice=N_("Your changes are saved."))


@post("/posts/{id:str}/vote", guards=[may_write])
async def vote(
    request: MostyRequest,
    viewer: Viewer,
    locale: Locale,
    work: Work,
    services: Services,
    id: InPath,
) -> Response[Any]:
    form = await read_form(request)
    services.limits.take(REACTING, viewer.public_id)
    change = questions.take_vote_back if form.text("end") else questions.vote
    await change(work, viewer, id)
    return await _back(request, viewer, locale, work, id)


@post("/posts/{id:str}/answered", guards=[may_write])
async def mark(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, id: InPath) -> Response[Any]:
    form = await read_form(request)
    await questions.mark_answered(work, viewer, id, answered=not form.text("end"))
    return await _back(request, viewer, locale, work, id)


async def _back(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, public_id: str) -> Response[Any]:
    """To the question where it stands among the others now."""
    shown = await queries.post(work.db, viewer, public_id)
    thread = await queries.thread(work.db, viewer, shown.thread_id)
    return redirect(request, f"/{locale}{thread.path}#post-{shown.number}")
