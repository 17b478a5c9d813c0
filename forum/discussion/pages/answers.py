"""Marking answers by a plain form."""

from typing import Any

from litestar import Response, post

from forum.accounts.guards import may_write
from forum.discussion import queries
from forum.discussion.actions import answers
from forum.discussion.addresses import post_path
from forum.foundation.errors import N_
from forum.web.forms import read_form
from forum.web.provided import InPath, Locale, Viewer, Work
from forum.web.rendering import redirect
from forum.web.request import MostyRequest


@post("/posts/{id:str}/answer", guards=[may_write])
async def mark(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, id: InPath) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.post(work.db, viewer, id)
    change = answers.unmark_answer if form.text("end") else answers.mark_answer
    await change(work, viewer, id)
    thread = await queries.thread(work.db, viewer, shown.thread_id)
    notice = N_("This post is no longer marked as the answer.") if form.text("end") else N_("The answer is marked.")
    return redirect(request, post_path(locale, thread, shown.number), notice=notice)
