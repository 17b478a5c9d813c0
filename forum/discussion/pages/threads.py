"""Pages of threads: opening one, reading it, replying at its end."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from forum.accounts.guards import may_write, moderators, signed_in
from forum.discussion import queries, rules
from forum.discussion.actions import posts as post_actions
from forum.discussion.actions import threads as thread_actions
from forum.discussion.addresses import post_path, thread_id
from forum.discussion.limits import POSTING, PREVIEWS
from forum.foundation.errors import N_, Refused
from forum.foundation.markdown import plain, render
from forum.foundation.paging import read_number
from forum.web.forms import MAX_LONG_FORM_BYTES, Form, read_form
from forum.web.provided import Db, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest, with_query

SUMMARY_LENGTH = 160


@get("/boards/{slug:str}/new", guards=[may_write])
async def new_thread(request: MostyRequest, db: Db, slug: FromPath[str]) -> Response[bytes]:
    return page(request, "discussion/new_thread.html", board=await queries.board(db, slug), preview=None)


@post("/boards/{slug:str}/new", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def open_thread(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services, slug: FromPath[str]
) -> Response[Any]:
    form = await read_form(request)
    board = await queries.board(work.db, slug)
    if form.text("preview"):
        return page(request, "discussion/new_thread.html", form=form, board=board, preview=preview_of(form))
    async with form.attempt(work):
        draft = rules.draft(
            id=form.text("id"), title=form.text("title"), body=form.text("body"), lang=form.text("lang")
        )
        opened, first = await thread_actions.open_thread(work, viewer, slug, draft)
        if first:
            services.limits.take(POSTING, viewer.public_id)
    if form.failed:
        return page(request, "discussion/new_thread.html", form=form, board=board, preview=None)
    thread = await queries.own_thread(work.db, opened)
    return redirect(request, f"/{locale}{thread.path}", notice=N_("Your thread is open."))


@get("/threads/{key:str}", opt={"public": True})
async def thread(
    request: MostyRequest,
    viewer: Viewer,
    locale: Locale,
    db: Db,
    key: FromPath[str],
    after: FromQuery[str | None] = None,
    quote: FromQuery[str | None] = None,
) -> Response[Any]:
    shown = await queries.thread(db, viewer, thread_id(key))
    if f"/threads/{key}" != shown.path:
        return redirect(request, with_query(f"/{locale}{shown.path}", after=after, quote=quote))
    form = await _quoting(db, viewer, shown, quote)
    return await _thread_page(request, viewer, db, shown, after=read_number(after), form=form)


@post("/threads/{key:str}", guards=[may_write], request_max_body_size=MAX_LONG_FORM_BYTES)
async def reply(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services, key: FromPath[str]
) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    if form.text("preview"):
        return await _thread_page(request, viewer, work.db, shown, form=form, preview=preview_of(form))
    async with form.attempt(work):
        draft = rules.draft(id=form.text("id"), body=form.text("body"), lang=form.text("lang"))
        posted, first = await post_actions.reply(
            work, viewer, shown.public_id, draft, reply_to=form.text("reply_to") or None
        )
        if first:
            services.limits.take(POSTING, viewer.public_id)
    if form.failed:
        return await _thread_page(request, viewer, work.db, shown, form=form)
    written = await queries.own_post(work.db, posted)
    return redirect(request, post_path(locale, shown, written.number), notice=N_("Your reply is published."))


@post("/preview", guards=[signed_in], request_max_body_size=MAX_LONG_FORM_BYTES)
async def preview(request: MostyRequest, viewer: Viewer, services: Services) -> Response[bytes]:
    """The HTML of a Markdown text, nothing around it."""
    form = await read_form(request)
    services.limits.take(PREVIEWS, viewer.public_id)
    html = render(rules.body_text(form.text("body")))
    headers = {"Cache-Control": "no-store"}
    return Response(html.encode(), status_code=200, media_type="text/html; charset=utf-8", headers=headers)


@post("/threads/{key:str}/pin", guards=[moderators])
async def pin(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: FromPath[str]) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    change = thread_actions.unpin if form.text("end") else thread_actions.pin
    await change(work, viewer, shown.public_id)
    return redirect(request, f"/{locale}{shown.path}")


@post("/threads/{key:str}/closure", guards=[moderators])
async def closure(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: FromPath[str]
) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    change = thread_actions.reopen if form.text("end") else thread_actions.close
    await change(work, viewer, shown.public_id)
    return redirect(request, f"/{locale}{shown.path}")


def preview_of(form: Form) -> str | None:
    """The HTML of a form's text; None, and the form says why, when it cannot be stored."""
    try:
        return render(rules.body_text(form.text("body")))
    except Refused as refused:
        form.refuse(refused)
        return None


async def _thread_page(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    shown: queries.ThreadLine,
    *,
    form: Form,
    after: int | None = None,
    preview: str | None = None,
) -> Response[bytes]:
    """One page of a thread's posts; the last one when `after` is None."""
    after = rules.page_start(shown.head) if after is None else after
    posts = await queries.post_page(db, viewer, shown.row, after=after, limit=rules.POSTS_A_PAGE)
    summary = next((plain(post.html, limit=SUMMARY_LENGTH) for post in posts.items if not post.is_gone), "")
    return page(
        request,
        "discussion/thread.html",
        form=form,
        thread=shown,
        posts=posts,
        after=after,
        preview=preview,
        summary=summary,
    )


async def _quoting(db: Db, viewer: Viewer, shown: queries.ThreadLine, quote: str | None) -> Form:
    """A reply form that begins with the quoted post, when it can still be read by everybody."""
    if not quote or viewer.id is None:
        return Form()
    try:
        quoted = await queries.post(db, viewer, quote)
    except Refused:
        return Form()
    if quoted.thread_id != shown.public_id or quoted.state != rules.State.VISIBLE:
        return Form()
    return Form({"body": rules.quoted(quoted.body), "reply_to": quoted.public_id})
