"""Reactions to posts by plain forms."""

from typing import Any

from litestar import Response, post

from forum.accounts.guards import may_write
from forum.discussion import queries
from forum.discussion.actions import reactions
from forum.discussion.addresses import post_path
from forum.discussion.limits import REACTING
from forum.web.forms import read_form
from forum.web.provided import InPath, Locale, Services, Viewer, Work
from forum.web.rendering import redirect
from forum.web.request import MostyRequest


@post("/posts/{id:str}/reactions", guards=[may_write])
async def react(
    request: MostyRequest,
    viewer: Viewer,
    locale: Locale,
    work: Work,
    services: Services,
    id: InPath,
) -> Response[Any]:
    """Its buttons are named `kind` where they say something, `end` where they take it back."""
    form = await read_form(request)
    services.limits.take(REACTING, viewer.public_id)
    if form.text("end"):
        await reactions.take_back(work, viewer, id, form.text("end"))
    else:
        await reactions.react(work, viewer, id, form.text("kind"))
    shown = await queries.post(work.db, viewer, id)
    return redirect(request, post_path(locale, await queries.thread(work.db, viewer, shown.thread_id), shown.number))
