"""Newest threads for other sites: a page to be framed, and one that shows what to copy there."""

from litestar import Response, get

from forum.discussion import queries
from forum.foundation.i18n import in_language
from forum.web.headers import FRAMED
from forum.web.provided import Db, InPath, Locale
from forum.web.rendering import page
from forum.web.request import MostyRequest

SHOWN = 10


@get("/embed/boards/{slug:str}", opt={"public": True})
async def board(request: MostyRequest, db: Db, slug: InPath) -> Response[bytes]:
    shown = await queries.board(db, slug)
    return _framed(request, shown, await queries.newest_threads(db, slug, SHOWN))


@get("/embed/tags/{slug:str}", opt={"public": True})
async def tag(request: MostyRequest, db: Db, slug: InPath) -> Response[bytes]:
    shown = await queries.tag(db, slug)
    return _framed(request, shown, await queries.newest_tagged(db, shown, SHOWN))


@get("/boards/{slug:str}/embed", opt={"public": True})
async def board_snippet(request: MostyRequest, locale: Locale, db: Db, slug: InPath) -> Response[bytes]:
    return _snippet(request, locale, await queries.board(db, slug))


@get("/tags/{slug:str}/embed", opt={"public": True})
async def tag_snippet(request: MostyRequest, locale: Locale, db: Db, slug: InPath) -> Response[bytes]:
    return _snippet(request, locale, await queries.tag(db, slug))


def _framed(
    request: MostyRequest, place: queries.BoardLine | queries.TagLine, threads: list[queries.ThreadLine]
) -> Response[bytes]:
    answer = page(request, "discussion/embed.html", place=place, threads=threads)
    answer.headers["Content-Security-Policy"] = FRAMED
    return answer


def _snippet(request: MostyRequest, locale: str, place: queries.BoardLine | queries.TagLine) -> Response[bytes]:
    source = f"{request.services.settings.base_url}/{locale}/embed{place.path}"
    label = in_language(place.names, locale)[0]
    return page(request, "discussion/embed_snippet.html", place=place, label=label, source=source)
