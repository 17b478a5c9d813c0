"""Atom feeds of boards and threads, in each language: what everybody may read, whoever asks."""

import hashlib

from litestar import Response, get
from litestar.params import FromPath

from forum.discussion import queries
from forum.discussion.addresses import thread_id
from forum.foundation import atom
from forum.foundation.errors import N_
from forum.foundation.i18n import in_language, translate
from forum.web.provided import Db, Locale
from forum.web.request import MostyRequest
from forum.web.viewer import ANONYMOUS

ENTRIES = 50


@get("/boards/{slug:str}/feed.atom", opt={"public": True})
async def board_feed(request: MostyRequest, locale: Locale, db: Db, slug: FromPath[str]) -> Response[bytes]:
    """A board's newest threads with their openings."""
    board = await queries.board(db, slug)
    base = request.services.settings.base_url
    threads = await queries.newest_threads(db, slug, ENTRIES)
    feed = atom.Feed(
        id=atom.tag(base, board.created_at, "board", slug, locale),
        url=f"{base}/{locale}{board.path}/feed.atom",
        page=f"{base}/{locale}{board.path}",
        title=in_language(board.names, locale)[0],
        lang=locale,
        since=board.created_at,
        entries=[_thread_entry(base, locale, thread) for thread in threads],
    )
    return _answer(request, feed)


@get("/threads/{key:str}/feed.atom", opt={"public": True})
async def thread_feed(request: MostyRequest, locale: Locale, db: Db, key: FromPath[str]) -> Response[bytes]:
    """A thread's newest posts."""
    thread = await queries.thread(db, ANONYMOUS, thread_id(key))
    base = request.services.settings.base_url
    posts = await queries.recent_posts(db, thread.row, ENTRIES)
    title = thread.title or translate(locale, N_("A withdrawn thread"))
    feed = atom.Feed(
        id=atom.tag(base, thread.created_at, "thread", thread.public_id, locale),
        url=f"{base}/{locale}{thread.path}/feed.atom",
        page=f"{base}/{locale}{thread.path}",
        title=title,
        lang=thread.lang if thread.title else locale,
        since=thread.created_at,
        entries=[_post_entry(base, locale, title, post) for post in posts],
    )
    return _answer(request, feed)


def _thread_entry(base: str, locale: Locale, thread: queries.ThreadLine) -> atom.Entry:
    return atom.Entry(
        id=atom.tag(base, thread.created_at, "thread", thread.public_id),
        url=f"{base}/{locale}{thread.path}",
        title=thread.title,
        author=thread.author_name,
        lang=thread.lang,
        html=thread.html,
        published=thread.created_at,
        updated=thread.edited_at or thread.created_at,
    )


def _post_entry(base: str, locale: Locale, title: str, post: queries.PostLine) -> atom.Entry:
    return atom.Entry(
        id=atom.tag(base, post.created_at, "post", post.public_id),
        url=f"{base}/{locale}/posts/{post.public_id}",
        title=f"{title} #{post.number}",
        author=post.author_name,
        lang=post.lang,
        html=post.html,
        published=post.created_at,
        updated=post.edited_at or post.created_at,
    )


def _answer(request: MostyRequest, feed: atom.Feed) -> Response[bytes]:
    body = atom.write(feed)
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": etag, "Cache-Control": "public, no-cache"}
    if request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=304, headers=headers, media_type=atom.MEDIA_TYPE)
    return Response(body, headers=headers, media_type=atom.MEDIA_TYPE)
