"""The search page."""

from typing import Any

from litestar import Response, get

from forum.discussion import queries as discussion
from forum.foundation.network import network
from forum.foundation.paging import Page
from forum.home.search_query import FROM_ADDRESS, Typed
from forum.search import queries
from forum.search.limits import SEARCHES
from forum.search.queries import Found
from forum.web.forms import Form
from forum.web.provided import Db, InQuery, Locale, Services, Viewer
from forum.web.rendering import page
from forum.web.request import MostyRequest, with_query

RESULTS_A_PAGE = 20


@get("/search", opt={"public": True, "patient": True}, dependencies=FROM_ADDRESS)
async def search(
    request: MostyRequest,
    viewer: Viewer,
    locale: Locale,
    db: Db,
    services: Services,
    typed: Typed,
    after: InQuery = None,
) -> Response[bytes]:
    """Everybody finds public threads, replies and visits, in whichever of our languages they ask and it was written."""
    form = Form(typed.parameters(), problems=request.app.state.problems, locale=locale)
    found = None
    async with form.attempt():
        asked, wanted = typed.question(), typed.filters()
        if not asked.is_empty:
            services.limits.take(SEARCHES, viewer.public_id or network(request.address))
            found = await queries.find(db, asked, wanted, locale, after=after, limit=RESULTS_A_PAGE)
    boards = {shown.slug: shown.names for shown in await discussion.boards_overview(db)}
    kept = {name: value for name, value in form.values.items() if value}
    return page(
        request, "home/search.html", form=form, asked=typed.q, found=found, boards=boards, first=after is None,
        filtered=len(kept) > ("q" in kept), **_addresses(kept, found),
    )  # fmt: skip


def _addresses(kept: dict[str, str], found: Found | None) -> dict[str, Any]:
    """Where the page's links lead, below the locale; None where there is nothing."""
    meant = kept if found is None or found.instead is None else kept | {"q": found.instead}
    results: Page[Any] = Page([], None) if found is None else found.page
    authors = {
        result.author_id: with_query("/search", **meant | {"author": result.author_id}) for result in results.items
    }
    return {
        "start": with_query("/search", **meant),
        "next": None if results.next is None else with_query("/search", **meant | {"after": results.next}),
        "unfiltered": with_query("/search", q=kept.get("q")),
        "authors": authors,
        "by": next((r.author_name for r in results.items if r.author_id == kept.get("author")), None),
    }
