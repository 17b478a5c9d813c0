"""Pages of threads: opening one, reading it, replying at its end."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write, moderators, signed_in
from forum.discussion import queries, rules
from forum.discussion.actions import threads as thread_actions
from forum.discussion.actions.newcomers import held_until
from forum.discussion.actions.submitting import Submitted, submit_reply, submit_thread
from forum.discussion.addresses import post_path, thread_id
from forum.discussion.limits import POSTING, PREVIEWS
from forum.discussion.pages.drafts import begun, keep_if_asked
from forum.discussion.pages.tags import choices
from forum.discussion.pages.thread_page import preview_of, read_view, thread_page, thread_view
from forum.discussion.queries.drafts import DraftLine, own_draft
from forum.discussion.rules.drafts import Place
from forum.files import receiving
from forum.foundation.errors import N_, Refused
from forum.foundation.markdown import off_loop, render
from forum.foundation.paging import read_number
from forum.web.forms import MAX_FILE_FORM_BYTES, MAX_LONG_FORM_BYTES, Form, read_form
from forum.web.provided import Db, InPath, InQuery, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest, with_query

WAITS = N_("A moderator reads your text before it appears. Until then only you see it.")


@get("/boards/{slug:str}/new", guards=[may_write])
async def new_thread(request: MostyRequest, db: Db, slug: InPath) -> Response[bytes]:
    draft = await own_draft(db, request.viewer, Place(board=slug))
    return await _new_thread_page(request, db, slug, begun(draft), draft=draft)


@post(
    "/boards/{slug:str}/new",
    guards=[may_write],
    request_max_body_size=MAX_FILE_FORM_BYTES,
    opt={"before_work": receiving.before_work},
)
async def open_thread(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services, slug: InPath
) -> Response[Any]:
    form = await receiving.form_with_file(request, viewer, work)
    sent = None if form.failed or shown_again(form) else await _opened(work, viewer, services, slug, form)
    if sent is None:
        notice = await keep_if_asked(request, work, viewer, Place(board=slug), form)
        return await _new_thread_page(request, work.db, slug, form, notice=notice)
    if sent.held:
        return redirect(request, f"/{locale}/boards/{slug}#waiting", notice=WAITS)
    thread = await queries.own_thread(work.db, sent.id)
    return redirect(request, f"/{locale}{thread.path}", notice=N_("Your thread is open."))


@get("/threads/{key:str}", opt={"public": True})
async def thread(
    request: MostyRequest,
    viewer: Viewer,
    locale: Locale,
    db: Db,
    services: Services,
    key: InPath,
    after: InQuery = None,
    quote: InQuery = None,
    order: InQuery = None,
    below: InQuery = None,
) -> Response[Any]:
    by_votes = after is None and not quote and order != "age"
    view = await thread_view(
        services.database, db, viewer, thread_id(key), read_number(after), by_votes=by_votes, below=below
    )
    shown = view.thread
    if f"/threads/{key}" != shown.path:
        asked = {"after": after, "quote": quote, "order": order, "below": below}
        return redirect(request, with_query(f"/{locale}{shown.path}", **asked))
    draft = await own_draft(db, viewer, Place(thread=shown.public_id))
    form = begun(draft, await _quoting(db, viewer, shown, quote))
    return await thread_page(request, viewer, db, view, form=form, draft=draft)


@post(
    "/threads/{key:str}",
    guards=[may_write],
    request_max_body_size=MAX_FILE_FORM_BYTES,
    opt={"before_work": receiving.before_work},
)
async def reply(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, services: Services, key: InPath
) -> Response[Any]:
    form = await receiving.form_with_file(request, viewer, work)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    sent = None if form.failed or shown_again(form) else await _replied(work, viewer, services, shown, form)
    if sent is None:
        notice = await keep_if_asked(request, work, viewer, Place(thread=shown.public_id), form)
        view = await read_view(work.db, viewer, shown.public_id)
        return await thread_page(request, viewer, work.db, view, form=form, notice=notice)
    if sent.held:
        return redirect(request, f"/{locale}{shown.path}#waiting", notice=WAITS)
    written = await queries.own_post(work.db, sent.id)
    return redirect(request, post_path(locale, shown, written.number), notice=N_("Your reply is published."))


@post("/preview", guards=[signed_in], request_max_body_size=MAX_LONG_FORM_BYTES)
async def preview(request: MostyRequest, viewer: Viewer, services: Services) -> Response[bytes]:
    """The HTML of a Markdown text, nothing around it."""
    form = await read_form(request)
    services.limits.take(PREVIEWS, viewer.public_id)
    html = await off_loop(render, rules.body_text(form.text("body")))
    headers = {"Cache-Control": "no-store"}
    return Response(html.encode(), status_code=200, media_type="text/html; charset=utf-8", headers=headers)


@post("/threads/{key:str}/pin", guards=[moderators])
async def pin(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    change = thread_actions.unpin if form.text("end") else thread_actions.pin
    await change(work, viewer, shown.public_id)
    return redirect(request, f"/{locale}{shown.path}")


@post("/threads/{key:str}/closure", guards=[moderators])
async def closure(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    change = thread_actions.reopen if form.text("end") else thread_actions.close
    await change(work, viewer, shown.public_id)
    return redirect(request, f"/{locale}{shown.path}")


async def _new_thread_page(
    request: MostyRequest, db: Db, slug: str, form: Form, *, draft: DraftLine | None = None, notice: str | None = None
) -> Response[bytes]:
    board = await queries.board(db, slug)
    facts: dict[str, Any] = {
        "draft": draft,
        "is_first_post": await queries.is_first_post(db, request.viewer),
        **({"notice": notice} if notice else {}),
        "board": board,
        "held_until": await held_until(db, request.viewer, board.row, request.services.clock.now()),
        "tags": await choices(db, request.locale),
        "files": await receiving.of_form(db, request.viewer, form),
        "preview": await preview_of(form),
    }
    return page(request, "discussion/new_thread.html", form=form, **facts)


def shown_again(form: Form) -> bool:
    """Whether a form was sent to see it again with more in it, and not yet to be acted on."""
    return any(form.text(button) for button in ("preview", "attach", "keep"))


async def _opened(work: Work, viewer: Viewer, services: Services, board: str, form: Form) -> Submitted | None:
    """Open a thread as a form says; None when the form says why not."""
    async with form.attempt(work):
        typed = {name: form.text(name) for name in ("id", "title", "body", "lang")}
        draft = rules.draft(**typed, tags=form.list("tags"), files=form.list("files"))
        sent = await submit_thread(work, viewer, services.settings, board, draft)
        if sent.first:
            services.limits.take(POSTING, viewer.public_id)
        return sent
    return None


async def _replied(
    work: Work, viewer: Viewer, services: Services, thread: queries.ThreadLine, form: Form
) -> Submitted | None:
    """Reply as a form says; None when the form says why not."""
    async with form.attempt(work):
        draft = rules.draft(
            id=form.text("id"), body=form.text("body"), lang=form.text("lang"), files=form.list("files")
        )
        sent = await submit_reply(
            work, viewer, services.settings, thread.public_id, draft, reply_to=form.text("reply_to") or None
        )
        if sent.first:
            services.limits.take(POSTING, viewer.public_id)
        return sent
    return None


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
