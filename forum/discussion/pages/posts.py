"""Pages of single posts: link, edit, withdrawal, hiding."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write, moderators
from forum.discussion import queries, rules
from forum.discussion.actions import hidings, newcomers, posts
from forum.discussion.addresses import post_path
from forum.discussion.pages.thread_page import preview_of
from forum.discussion.pages.threads import shown_again
from forum.files import receiving
from forum.files.queries import FileLine
from forum.foundation.errors import N_
from forum.web.forms import MAX_FILE_FORM_BYTES, Form, read_form
from forum.web.provided import Db, InPath, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/posts/{id:str}", opt={"public": True})
async def link(request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, id: InPath) -> Response[Any]:
    """To the post's place in its thread."""
    shown = await queries.post(db, viewer, id)
    return redirect(request, post_path(locale, await queries.thread(db, viewer, shown.thread_id), shown.number))


@get("/posts/{id:str}/edit", guards=[may_write])
async def edit(request: MostyRequest, viewer: Viewer, db: Db, id: InPath) -> Response[bytes]:
    shown = await queries.post(db, viewer, id)
    rules.check_author(shown.author_row, viewer.row)
    thread = await queries.thread(db, viewer, shown.thread_id)
    return page(request, "discussion/edit_post.html", thread=thread, post=shown, preview=None, files=shown.files)


@post(
    "/posts/{id:str}/edit",
    guards=[may_write],
    request_max_body_size=MAX_FILE_FORM_BYTES,
    opt={"before_work": receiving.before_work},
)
async def save(
    request: MostyRequest,
    viewer: Viewer,
    locale: Locale,
    work: Work,
    services: Services,
    id: InPath,
) -> Response[Any]:
    form = await receiving.form_with_file(request, viewer, work)
    shown = await queries.post(work.db, viewer, id)
    rules.check_author(shown.author_row, viewer.row)
    thread = await queries.thread(work.db, viewer, shown.thread_id)
    if not form.failed and not shown_again(form):
        async with form.attempt(work):
            version, files = form.number("version"), form.list("files")
            await posts.edit_post(work, viewer, id, body=form.text("body"), version=version, files=files)
            await newcomers.check_post(work, viewer, services.settings, id)
    if form.failed or shown_again(form):
        preview, wanted = await preview_of(form), await _files(work, viewer, shown, form)
        template = "discussion/edit_post.html"
        return page(request, template, form=form, thread=thread, post=shown, preview=preview, files=wanted)
    return redirect(request, post_path(locale, thread, shown.number), notice=N_("Your changes are saved."))


@get("/posts/{id:str}/withdrawal", guards=[may_write])
async def withdrawing(request: MostyRequest, viewer: Viewer, db: Db, id: InPath) -> Response[bytes]:
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
    id: InPath,
) -> Response[Any]:
    shown = await queries.post(work.db, viewer, id)
    await posts.withdraw_post(work, viewer, id)
    thread = await queries.thread(work.db, viewer, shown.thread_id)
    return redirect(request, post_path(locale, thread, shown.number), notice=N_("Your post is withdrawn."))


@get("/posts/{id:str}/hiding", guards=[moderators])
async def hiding(request: MostyRequest, viewer: Viewer, db: Db, id: InPath) -> Response[bytes]:
    shown = await queries.post(db, viewer, id)
    thread = await queries.thread(db, viewer, shown.thread_id)
    return page(request, "discussion/hide_post.html", thread=thread, post=shown)


@post("/posts/{id:str}/hiding", guards=[moderators])
async def hide(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, id: InPath) -> Response[Any]:
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


async def _files(work: Work, viewer: Viewer, shown: queries.PostLine, form: Form) -> list[FileLine]:
    """What a form wants beside its post: files that stand there, then new ones."""
    kept = [file for file in shown.files if file.public_id in form.list("files")]
    return [*kept, *await receiving.of_form(work.db, viewer, form)]
