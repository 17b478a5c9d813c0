"""The page on which moderators move, close and slow down a thread."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import moderators
from forum.discussion import queries
from forum.discussion.actions import moderation as actions
from forum.discussion.addresses import thread_id
from forum.discussion.rules.moderation import SLOW_MODES, closing_time
from forum.foundation.errors import N_
from forum.foundation.i18n import zone_info
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, Locale, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/threads/{key:str}/moderation", guards=[moderators])
async def moderating(request: MostyRequest, viewer: Viewer, db: Db, key: InPath) -> Response[bytes]:
    return await moderation_page(request, db, await queries.thread(db, viewer, thread_id(key)), Form())


@post("/threads/{key:str}/board", guards=[moderators])
async def move(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    async with form.attempt(work):
        await actions.move_thread(work, viewer, shown.public_id, form.text("board"))
    if form.failed:
        return await moderation_page(request, work.db, shown, form)
    return redirect(request, f"/{locale}{shown.path}", notice=N_("The thread is moved."))


@post("/threads/{key:str}/closing", guards=[moderators])
async def close_at(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    async with form.attempt(work):
        if form.text("end"):
            await actions.cancel_closing(work, viewer, shown.public_id)
        else:
            at = closing_time(form.text("closes_at"), zone_info(viewer.zone or "UTC"), work.now)
            await actions.plan_closing(work, viewer, shown.public_id, at)
    if form.failed:
        return await moderation_page(request, work.db, shown, form)
    return redirect(request, f"/{locale}{shown.path}", notice=N_("Your changes are saved."))


@post("/threads/{key:str}/slow-mode", guards=[moderators])
async def slow_down(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    async with form.attempt(work):
        await actions.slow_down(work, viewer, shown.public_id, form.number("minutes"))
    if form.failed:
        return await moderation_page(request, work.db, shown, form)
    return redirect(request, f"/{locale}{shown.path}", notice=N_("Your changes are saved."))


async def moderation_page(request: MostyRequest, db: Db, thread: queries.ThreadLine, form: Form) -> Response[bytes]:
    boards = await queries.boards_overview(db)
    here = f"/{request.locale}{thread.path}/moderation"
    facts: dict[str, Any] = {"thread": thread, "boards": boards, "paces": SLOW_MODES}
    return page(request, "discussion/moderation.html", form=form, standing_for=here, **facts)
