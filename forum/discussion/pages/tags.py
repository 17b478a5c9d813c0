"""Pages of tags: the vocabulary, what carries a tag, keeping the vocabulary, tagging a thread."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import may_write, moderators
from forum.discussion import queries
from forum.discussion.actions import tags as actions
from forum.discussion.addresses import thread_id
from forum.discussion.rules.tags import check_may_tag
from forum.following.rules import Place
from forum.foundation.errors import N_
from forum.foundation.i18n import LOCALES, in_language, sort_key
from forum.foundation.paging import DEFAULT_LIMIT
from forum.foundation.text import slug as address_part
from forum.web.forms import Form, read_form
from forum.web.provided import Db, InPath, InQuery, Locale, Services, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest


@get("/tags", opt={"public": True})
async def tags(request: MostyRequest, locale: Locale, db: Db) -> Response[bytes]:
    vocabulary = in_order(locale, await queries.all_tags(db))
    return page(request, "discussion/tags.html", tags=vocabulary)


@get("/tags/{slug:str}", opt={"public": True})
async def tag(
    request: MostyRequest,
    viewer: Viewer,
    db: Db,
    services: Services,
    slug: InPath,
    board: InQuery = None,
    after: InQuery = None,
) -> Response[bytes]:
    shown = await queries.tag(db, slug)
    there = await queries.board(db, board) if board else None
    board_row = there.row if there else None
    threads = await queries.tagged_threads(db, viewer, shown, board_row=board_row, after=after, limit=DEFAULT_LIMIT)
    return page(
        request,
        "discussion/tag.html",
        tag=shown,
        board=there,
        boards=await queries.boards_overview(db),
        threads=threads,
        after=after,
        level=await queries.level_of(db, viewer, Place.TAG, shown.row),
        unread=await queries.unread_threads(db, viewer, threads.items, services.clock.now()),
    )


@get("/tags/new", guards=[moderators])
async def new_tag(request: MostyRequest) -> Response[bytes]:
    return page(request, "discussion/edit_tag.html", tag=None)


@post("/tags/new", guards=[moderators])
async def create_tag(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work) -> Response[Any]:
    form = await read_form(request)
    slug = address_part(form.text("en"))
    async with form.attempt(work):
        await actions.create_tag(work, viewer.row, slug=slug, names=_names(form))
    if form.failed:
        return page(request, "discussion/edit_tag.html", form=form, tag=None)
    return redirect(request, f"/{locale}/tags/{slug}", notice=N_("The tag can be chosen now."))


@get("/tags/{slug:str}/edit", guards=[moderators])
async def edit_tag(request: MostyRequest, db: Db, slug: InPath) -> Response[bytes]:
    return page(request, "discussion/edit_tag.html", tag=await queries.tag(db, slug))


@post("/tags/{slug:str}/edit", guards=[moderators])
async def save_tag(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, slug: InPath) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.tag(work.db, slug)
    async with form.attempt(work):
        await actions.rename_tag(work, viewer.row, slug, names=_names(form))
    if form.failed:
        return page(request, "discussion/edit_tag.html", form=form, tag=shown)
    return redirect(request, f"/{locale}{shown.path}", notice=N_("Your changes are saved."))


@post("/tags/{slug:str}/retirement", guards=[moderators])
async def retire_tag(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, slug: InPath) -> Response[Any]:
    form = await read_form(request)
    change = actions.offer_tag if form.text("end") else actions.retire_tag
    await change(work, viewer.row, slug)
    return redirect(request, f"/{locale}/tags/{slug}")


@get("/threads/{key:str}/tags", guards=[may_write])
async def thread_tags(request: MostyRequest, viewer: Viewer, locale: Locale, db: Db, key: InPath) -> Response[bytes]:
    shown = await queries.thread(db, viewer, thread_id(key))
    check_may_tag(shown.author_row, viewer.row, moderator=viewer.is_moderator)
    return page(request, "discussion/thread_tags.html", thread=shown, tags=await choices(db, locale, shown))


@post("/threads/{key:str}/tags", guards=[may_write])
async def tag_thread(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    shown = await queries.thread(work.db, viewer, thread_id(key))
    async with form.attempt(work):
        await actions.tag_thread(work, viewer, shown.public_id, form.list("tags"))
    if form.failed:
        tags = await choices(work.db, locale, shown)
        return page(request, "discussion/thread_tags.html", form=form, thread=shown, tags=tags)
    return redirect(request, f"/{locale}{shown.path}", notice=N_("Your changes are saved."))


async def choices(db: Db, locale: str, thread: queries.ThreadLine | None = None) -> list[queries.TagLine]:
    """The tags on offer, and what the thread carries already, as a reader's alphabet sorts them."""
    carried = {tag.slug for tag in thread.tags} if thread else set()
    return in_order(locale, [t for t in await queries.all_tags(db) if t.retired_at is None or t.slug in carried])


def in_order(locale: str, tags: list[queries.TagLine]) -> list[queries.TagLine]:
    return sorted(tags, key=lambda tag: sort_key(locale, in_language(tag.names, locale)[0]))


def _names(form: Form) -> dict[str, str]:
    return {lang: form.text(lang) for lang in LOCALES}
