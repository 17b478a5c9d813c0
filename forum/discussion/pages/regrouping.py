"""Merging and splitting threads by plain forms."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import moderators
from forum.discussion import queries
from forum.discussion.actions import regrouping as actions
from forum.discussion.addresses import thread_id
from forum.discussion.pages.moderation import moderation_page
from forum.discussion.rules import POSTS_A_PAGE
from forum.foundation.errors import N_
from forum.foundation.paging import read_number
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, InQuery, Locale, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@post("/threads/{key:str}/merger", guards=[moderators])
async def merge(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    async with form.attempt(work):
        goal = await actions.merge_threads(work, viewer, thread_id(key), form.text("into"))
    if form.failed:
        return await moderation_page(request, work.db, shown, form)
    path = (await queries.thread(work.db, viewer, goal)).path
    return redirect(request, f"/{locale}{path}", notice=N_("The threads are one now."))


@get("/threads/{key:str}/split", guards=[moderators])
async def splitting(
    request: MostyRequest, viewer: Viewer, db: Db, key: InPath, after: InQuery = None
) -> Response[bytes]:
    shown = await queries.thread(db, viewer, thread_id(key))
    return await _split_page(request, viewer, db, shown, Form(), after=read_number(after))


@post("/threads/{key:str}/split", guards=[moderators])
async def split(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    async with form.attempt(work):
        typed = {name: form.text(name) for name in ("id", "title", "board")}
        made, _ = await actions.split_thread(work, viewer, thread_id(key), **typed, chosen=form.list("posts"))
    if form.failed:
        after = form.text("after")
        return await _split_page(request, viewer, work.db, shown, form, after=int(after) if after.isdecimal() else 0)
    path = (await queries.thread(work.db, viewer, made)).path
    return redirect(request, f"/{locale}{path}", notice=N_("The posts stand in a thread of their own."))


async def _split_page(
    request: MostyRequest, viewer: Viewer, db: Db, thread: queries.ThreadLine, form: Form, *, after: int
) -> Response[bytes]:
    posts = await queries.post_page(db, viewer, thread.row, after=min(after, thread.head), limit=POSTS_A_PAGE)
    boards = await queries.boards_overview(db)
    return page(request, "discussion/split.html", form=form, thread=thread, posts=posts, boards=boards, after=after)
