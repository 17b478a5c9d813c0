"""Pages of readers: what is new, what they follow, how far they have read."""

from typing import Any

from litestar import Response, get, post

from forum.accounts.guards import signed_in
from forum.discussion import queries
from forum.discussion.actions import reading
from forum.discussion.addresses import thread_id
from forum.following import queries as following
from forum.following.rules import known_level
from forum.foundation.errors import N_
from forum.foundation.paging import DEFAULT_LIMIT, read_number
from forum.web.forms import read_form
from forum.web.provided import Db, InPath, InQuery, Locale, Viewer, Work
from forum.web.rendering import page, redirect
from forum.web.request import MostyRequest, local_path

FOLLOWING_SAVED = N_("From now on you hear as much as you chose.")


@get("/new-posts", guards=[signed_in])
async def new_posts(request: MostyRequest, viewer: Viewer, db: Db, after: InQuery = None) -> Response[bytes]:
    """What was written since one's last visit and is not read yet."""
    now = request.services.clock.now()
    since = await following.visit_since(db, viewer.row, now)
    threads = await queries.news(db, viewer, since=since, now=now, after=after, limit=DEFAULT_LIMIT)
    unread = await queries.unread_threads(db, viewer, threads.items, now)
    return page(request, "discussion/new_posts.html", threads=threads, unread=unread, since=since, after=after)


@get("/profile/following", guards=[signed_in])
async def followed(request: MostyRequest, viewer: Viewer, db: Db, after: InQuery = None) -> Response[bytes]:
    """What one follows, and how much of it one wants to hear."""
    threads, rest = await queries.followed_threads(db, viewer, after=read_number(after), limit=DEFAULT_LIMIT)
    boards = [] if after else await queries.followed_boards(db, viewer)
    tags = [] if after else await queries.followed_tags(db, viewer)
    return page(request, "discussion/followed.html", boards=boards, tags=tags, threads=threads, next=rest, after=after)


@post("/boards/{slug:str}/following", guards=[signed_in])
async def follow_board(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, slug: InPath
) -> Response[Any]:
    form = await read_form(request)
    await reading.follow_board(work, viewer, slug, known_level(form.text("level")))
    back = local_path(form.text("back"), otherwise=f"/boards/{slug}")
    return redirect(request, f"/{locale}{back}", notice=FOLLOWING_SAVED)


@post("/threads/{key:str}/following", guards=[signed_in])
async def follow_thread(
    request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath
) -> Response[Any]:
    form = await read_form(request)
    await reading.follow_thread(work, viewer, thread_id(key), known_level(form.text("level")))
    back = local_path(form.text("back"), otherwise=f"/threads/{key}")
    return redirect(request, f"/{locale}{back}", notice=FOLLOWING_SAVED)


@post("/tags/{slug:str}/following", guards=[signed_in])
async def follow_tag(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, slug: InPath) -> Response[Any]:
    form = await read_form(request)
    await reading.follow_tag(work, viewer, slug, known_level(form.text("level")))
    back = local_path(form.text("back"), otherwise=f"/tags/{slug}")
    return redirect(request, f"/{locale}{back}", notice=FOLLOWING_SAVED)


@post("/boards/{slug:str}/reading", guards=[signed_in])
async def read_board(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, slug: InPath) -> Response[Any]:
    await read_form(request)
    await reading.read_board(work, viewer, slug)
    return redirect(request, f"/{locale}/boards/{slug}", notice=N_("The board is marked as read."))


@post("/threads/{key:str}/reading", guards=[signed_in])
async def read_thread(request: MostyRequest, viewer: Viewer, locale: Locale, work: Work, key: InPath) -> Response[Any]:
    form = await read_form(request)
    await reading.read_thread(work, viewer, thread_id(key), form.number("number") if form.text("number") else 0)
    thread = await queries.thread(work.db, viewer, thread_id(key))
    return redirect(request, f"/{locale}/boards/{thread.board_slug}", notice=N_("The thread is marked as read."))
