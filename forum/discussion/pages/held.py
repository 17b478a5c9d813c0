"""Pages of texts that wait for a moderator: the queue, refusing one, and one's own."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import moderators, signed_in
from forum.discussion.actions import held as actions
from forum.discussion.queries import held as texts
from forum.foundation.errors import N_
from forum.foundation.paging import read_number
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, InQuery, Locale, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest

ON_A_PAGE = 20


@get("/held", guards=[moderators])
async def queue(request: MostyRequest, viewer: Viewer, db: Db, after: InQuery = None) -> Response[bytes]:
    return await _queue_page(request, viewer, db, after=after)


@post("/held/{id:str}/approval", guards=[moderators])
async def approve(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, id: InPath) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        await actions.approve(work, viewer, id)
    if form.failed:
        return await _queue_page(request, viewer, work.db, form=form)
    return redirect(request, f"/{locale}/held", notice=N_("The text is published."))


@get("/held/{id:str}/refusal", guards=[moderators])
async def refusing(request: MostyRequest, viewer: Viewer, db: Db, id: InPath) -> Response[bytes]:
    return page(request, "discussion/refuse.html", text=await texts.text(db, viewer, id))


@post("/held/{id:str}/refusal", guards=[moderators])
async def refuse(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, id: InPath) -> Response[Any]:
    form = await read_form(request)
    async with form.attempt(work):
        await actions.refuse(work, viewer, id, reason=form.text("reason"))
    if form.code == "held_decided":
        return await _queue_page(request, viewer, work.db, form=form)
    if form.failed:
        return page(request, "discussion/refuse.html", form=form, text=await texts.text(work.db, viewer, id))
    return redirect(request, f"/{locale}/held", notice=N_("The text is refused, and its author is told why."))


@get("/waiting", guards=[signed_in])
async def own(request: MostyRequest, viewer: Viewer, db: Db) -> Response[bytes]:
    return page(request, "discussion/waiting.html", texts=await texts.own_texts(db, viewer))


@post("/waiting/{id:str}", guards=[signed_in])
async def take_back(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, id: InPath) -> Response[Any]:
    """Take one's own text back."""
    form = await read_form(request)
    async with form.attempt(work):
        await actions.take_back(work, viewer, id)
    if form.failed:
        shown = await texts.own_texts(work.db, viewer)
        here = f"/{locale}/waiting"
        return page(request, "discussion/waiting.html", form=form, standing_for=here, texts=shown)
    return redirect(request, f"/{locale}/waiting", notice=N_("Your text is taken back."))


async def _queue_page(
    request: MostyRequest, viewer: Viewer, db: Db, *, after: str | None = None, form: Form | None = None
) -> Response[bytes]:
    found = await texts.queue(db, viewer, after=read_number(after), limit=ON_A_PAGE)
    here = f"/{request.locale}/held"
    facts: dict[str, Any] = {"texts": found.items, "next": found.next, "first": after is None}
    return page(request, "discussion/held.html", form=form, standing_for=here, **facts)
