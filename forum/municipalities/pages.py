"""The directory's page."""

from itertools import groupby

from litestar import Response, get

from forum.foundation.i18n import country_name
from forum.municipalities import queries
from forum.web.provided import Db, Locale
from forum.web.rendering import page
from forum.web.request import MostyRequest


@get("/municipalities", opt={"public": True})
async def municipalities(request: MostyRequest, db: Db, locale: Locale) -> Response[bytes]:
    """All municipalities, by country."""
    towns = await queries.directory(db, locale)
    countries = [(country_name(locale, code), list(found)) for code, found in groupby(towns, lambda town: town.country)]
    return page(request, "municipalities/directory.html", countries=countries)
