"""Atom feeds of boards, tags, threads and people, in each language: what everybody may read, whoever asks."""

import hashlib
from dataclasses import replace
from typing import Any

from litestar import Response, get

from forum.discussion import queries
from forum.discussion.addresses import thread_id
from forum.foundation import atom
from forum.foundation.errors import N_
from forum.foundation.i18n import in_language, translate
from forum.web.provided import Db, InPath, Locale
from forum.web.rendering import redirect
from forum.web.request import MostyRequest
from forum.web.viewer import ANONYMOUS

ENTRIES = 50


@get("/boards/{slug:str}/feed.atom", opt={"public": True, "patient": True})
async def board_feed(request: MostyRequest, locale: Locale, db: Db, slug: InPath) -> Response[bytes]:
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


@get("/tags/{slug:str}/feed.atom", opt={"public": True})
async def tag_feed(request: MostyRequest, locale: Locale, db: Db, slug: InPath) -> Response[bytes]:
    """The newest threads that carry a tag, with their openings."""
    tag = await queries.tag(db, slug)
    base = request.services.settings.base_url
    threads = await queries.newest_tagged(db, tag, ENTRIES)
    feed = atom.Feed(
        id=atom.tag(base, tag.created_at, "tag", slug, locale),
        url=f"{base}/{locale}{tag.path}/feed.atom",
        page=f"{base}/{locale}{tag.path}",
        title=in_language(tag.names, locale)[0],
        lang=locale,
        since=tag.created_at,
        entries=[_thread_entry(base, locale, thread) for thread in threads],
    )
    return _answer(request, feed)


@get("/threads/{key:str}/feed.atom", opt={"public": True})
async def thread_feed(request: MostyRequest, locale: Locale, db: Db, key: InPath) -> Response[Any]:
    """A thread's newest posts."""
    thread = await queries.thread(db, ANONYMOUS, thread_id(key))
    if f"/threads/{key}" != thread.path:
        return redirect(request, f"/{locale}{thread.path}/feed.atom")
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


@get("/people/{id:str}/feed.atom", opt={"public": True})
async def person_feed(request: MostyRequest, locale: Locale, db: Db, id: InPath) -> Response[bytes]:
    """What somebody wrote lately."""
    person = await queries.person(db, id)
    base = request.services.settings.base_url
    written = await queries.written_by(db, person, after=None, limit=ENTRIES)
    feed = atom.Feed(
        id=atom.tag(base, person.joined_at, "person", person.id, locale),
        url=f"{base}/{locale}{person.path}/feed.atom",
        page=f"{base}/{locale}{person.path}",
        title=person.name,
        lang=locale,
        since=person.joined_at,
        entries=[_written_entry(base, locale, person, one) for one in written.items],
    )
    return _answer(request, feed)


def _written_entry(base: str, locale: Locale, person: queries.PersonLine, one: queries.WrittenLine) -> atom.Entry:
    title = one.title or translate(locale, N_("A withdrawn thread"))
    return atom.Entry(
        id=atom.tag(base, one.created_at, "post", one.post_id),
        url=f"{base}/{locale}/posts/{one.post_id}",
        title=f"{title} #{one.number}",
        author=person.name,
        lang=one.lang,
        html=one.html,
        published=one.created_at,
        updated=one.edited_at or one.created_at,
    )


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
    """The feed, with the links by which a hub finds its subscribers (WebSub, 4)."""
    hub = request.services.settings.websub_hub
    body = atom.write(replace(feed, hub=hub))
    headers = {
        "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:24]}"',
        "Cache-Control": "public, no-cache",
        "Link": ", ".join([f'<{feed.url}>; rel="self"', *([f'<{hub}>; rel="hub"'] if hub else [])]),
    }
    return Response(body, headers=headers, media_type=atom.MEDIA_TYPE)
