"""The sitemap (sitemaps.org): every public page in three languages."""

from collections.abc import AsyncIterator
from datetime import datetime
from xml.sax.saxutils import escape

from litestar import get
from litestar.response import Stream

from forum.days import queries as days
from forum.discussion import queries as discussion
from forum.foundation.i18n import LOCALES
from forum.foundation.services import Services as AllServices
from forum.municipalities import queries as municipalities
from forum.records.queries import report as reports
from forum.visits import queries as visits
from forum.web.provided import Locale, Services

# The protocol's own bound; a larger site is found through its boards.
MAX_ADDRESSES = 50_000
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
_FIXED = ("/", "/boards", "/days", "/visits", "/municipalities", "/about", "/terms", "/accessibility")


@get("/sitemap.xml", opt={"public": True}, include_in_schema=False)
async def sitemap(services: Services) -> Stream:
    return Stream(lines(services), media_type="application/xml")


@get("/robots.txt", opt={"public": True}, include_in_schema=False, media_type="text/plain")
async def robots(services: Services) -> str:
    return f"User-agent: *\nDisallow: /api/\nSitemap: {services.settings.base_url}/sitemap.xml\n"


async def lines(services: AllServices) -> AsyncIterator[str]:
    """The document in pieces, so that a large site is never in memory at once."""
    yield _HEAD
    written = 0
    async for path, changed in entries(services):
        for locale in LOCALES:
            yield _address(services.settings.base_url, locale, path, changed)
        written += len(LOCALES)
        if written > MAX_ADDRESSES - len(LOCALES):
            break
    yield "</urlset>\n"


async def entries(services: AllServices) -> AsyncIterator[tuple[str, datetime | None]]:
    """Paths below the locale and when they last changed, None where that does not matter."""
    for path in _FIXED:
        yield path, None
    async with services.database.read(patient=True) as db:
        async for path, at in discussion.sitemap_entries(db):
            yield path, at
        for read in (visits.sitemap_entries, days.sitemap_entries, reports.sitemap_entries):
            for path, at in await read(db, MAX_ADDRESSES // len(LOCALES)):
                yield path, at
        for path in await municipalities.sitemap_entries(db, MAX_ADDRESSES // len(LOCALES)):
            yield path, None


def _address(base: str, locale: Locale, path: str, changed: datetime | None) -> str:
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(base)}/{code}{escape(path)}"/>'
        for code in LOCALES
    )
    when = f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
    return f"<url><loc>{escape(base)}/{locale}{escape(path)}</loc>{when}{alternates}</url>\n"
