"""Searching, for programs."""

import msgspec
from litestar import get

from forum.foundation.errors import N_, Refused
from forum.foundation.network import network
from forum.foundation.paging import read_limit
from forum.home.search_query import FROM_ADDRESS, Typed
from forum.search import queries
from forum.search.limits import SEARCHES
from forum.search.queries import Result
from forum.web.openapi import problem_responses
from forum.web.provided import Db, InQuery, Locale, Services, Viewer
from forum.web.request import MostyRequest


class SearchAuthor(msgspec.Struct, kw_only=True):
    id: str
    name: str


class SearchItem(msgspec.Struct, kw_only=True):
    """`kind` is thread, post, visit, minutes, day or town, `lang` that of the original, `snippet` plain text. A post
    has the title of its thread, `at` is when a text was written, or when a visit or a day begins. The `id` of a town is
    its slug, and nobody is its author."""

    kind: str
    id: str
    url: str
    title: str
    snippet: str
    lang: str
    board: str | None
    author: SearchAuthor | None
    at: str


class SearchList(msgspec.Struct, kw_only=True):
    """`instead` is what was searched for when what was asked for finds nothing, else null."""

    items: list[SearchItem]
    next: str | None
    instead: str | None


@get(
    "/search",
    summary=N_("Searches public texts in all languages."),
    opt={"public": True, "patient": True},
    dependencies=FROM_ADDRESS,
    responses=problem_responses(429),
)
async def search(
    request: MostyRequest,
    viewer: Viewer,
    locale: Locale,
    db: Db,
    services: Services,
    typed: Typed,
    after: InQuery = None,
    limit: InQuery = None,
) -> SearchList:
    """What is found in public texts, whatever language they were written in: all words of `q`, and "phrases" exactly.

    `lang`, `kind`, `board` (its slug), `author` (an id), `from` and `to` (days) leave out the rest."""
    asked, wanted, most = typed.question(), typed.filters(), read_limit(limit)
    if asked.is_empty:
        raise Refused("text_empty", field="q")
    services.limits.take(SEARCHES, viewer.public_id or network(request.address))
    found = await queries.find(db, asked, wanted, locale, after=after, limit=most)
    items = [_item(f"{services.settings.base_url}/{locale}", result) for result in found.page.items]
    return SearchList(items=items, next=found.page.next, instead=found.instead)


def _item(base: str, result: Result) -> SearchItem:
    return SearchItem(
        kind=result.kind,
        id=result.target,
        url=base + result.path,
        title=result.plain_title,
        snippet=result.plain_snippet,
        lang=result.lang,
        board=result.board,
        author=SearchAuthor(id=result.author_id, name=result.author_name) if result.author_id else None,
        at=result.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
    )
