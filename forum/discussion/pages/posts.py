"""Pages of single posts: link, edit, history, withdrawal, hiding."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from forum.accounts.guards import may_write, moderators
from forum.discussion import queries, rules
from forum.discussion.actions import hidings, posts
from forum.discussion.addresses import post_path
from forum.discussion.pages.threads import preview_of
from forum.foundation.errors import N_
from forum.foundation.paging import read_number
from forum.web.forms import MAX_LONG_FORM_BYTES, read_form
from forum.web.provided import Db, Locale, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/posts/{id:str}", opt={"public": True})
async def link(request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, id: FromPath[str]) -> Response[Any]:  # noqa: A002
    """To the post's place in its thread."""
    shown = await queries.post(db, viewer, id)
    return redirect(request, post_path(locale, await queries.thread(db, viewer, shown.thread_id), shown.number))


@get("/posts/{id:str}/history", opt={"public": True})
async def history(request: MostyRequest, viewer: Viewer, db: Db, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    shown = await queries.post(db, viewer, id)
    thread = await queries.thread(db, viewer, shown.thread_id)
    versions = await queries.versions(db, shown)
    return page(request, "discussion/history.html", thread=thread, post=shown, versions=versions)


@get("/posts/{id:str}/edit", guards=[may_write])
async def edit(request: MostyRequest, viewer: Viewer, db: Db, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    shown = await queries.post(db, viewer, id)
    rules.check_author(shown.author_row, viewer.row)
    thread = await queries.thread(db, viewer, shown.thread_id)
    return page(request, "discussion/edit_post.html", thread=thread, post=shown, preview=None)


@post("/posts/{id:str}/edit", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def save(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, id: FromPath[str]) -> Response[Any]:  # noqa: A002
    form = await read_form(request)
    shown = await queries.post(work.db, viewer, id)
    rules.check_author(shown.author_row, viewer.row)
    thread = await queries.thread(work.db, viewer, shown.thread_id)
    preview = preview_of(form) if form.text("preview") else None
    if not form.text("preview"):
        async with form.attempt(work):
            version = read_number(form.text("version"))
            await posts.edit_post(work, viewer, id, body=form.text("body"), version=version)
    if form.failed or form.text("preview"):
        return page(request, "discussion/edit_post.html", form=form, thread=thread, post=shown, preview=preview)
    return redirect(request, post_path(locale, thread, shown.number), notice=N_("Your changes are saved."))


@get("/posts/{id:str}/withdrawal", guards=[may_write])
async def withdrawing(request: MostyRequest, viewer: Viewer, db: Db, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    shown = await queries.post(db, viewer, id)
    rules.check_author(shown.author_row, viewer.row)
    thread = await queries.thread(db, viewer, shown.thread_id)
    return page(request, "discussion/withdraw_post.html", thread=thread, post=shown)


@post("/posts/{id:str}/withdrawal", guards=[may_write])
async def withdraw(
    request: MostyRequest,
    viewer: Viewer,
    locale: Locale,
    work: Work,
    id: FromPath[str],  # noqa: A002
) -> Response[Any]:
    shown = await queries.post(work.db, viewer, id)
    await posts.withdraw_post(work, viewer, id)
    thread = await queries.thread(work.db, viewer, shown.thread_id)
    return redirect(request, post_path(locale, thread, shown.number), notice=N_("Your post is withdrawn."))


@get("/posts/{id:str}/hiding", guards=[moderators])
async def hiding(request: MostyRequest, viewer: Viewer, db: Db, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    shown = await queries.post(db, viewer, id)
    thread = await queries.thread(db, viewer, shown.thread_id)
    return page(request, "discussion/hide_post.html", thread=thread, post=shown)


@post("/posts/{id:str}/hiding", guards=[moderators])
async def hide(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, id: FromPath[str]) -> Response[Any]:  # noqa: A002
    form = await read_form(request)
    shown = await queries.post(work.db, viewer, id)
    async with form.attempt(work):
        if form.text("end"):
            await hidings.restore_post(work, viewer, id)
        else:
            await hidings.hide_post(work, viewer, id, reason=form.text("reason"))
    thread = await queries.thread(work.db, viewer, shown.thread_id)
    if form.failed:
        return page(request, "discussion/hide_post.html", form=form, thread=thread, post=shown)
    notice = N_("The post can be read again.") if form.text("end") else N_("The post is hidden.")
    return redirect(request, post_path(locale, thread, shown.number), notice=notice)
