"""A municipality's page: the visits that it hosts."""

from datetime import timedelta

from litestar import Response, get

from forum.foundation.i18n import country_name
from forum.municipalities import queries as municipalities
from forum.visits.queries.feeds import visits_of_town
from forum.visits.rules.status import Status
from forum.web.provided import Db, InPath, Locale, Services
from forum.web.rendering import page
from forum.web.request import MostyRequest

SHOWN = timedelta(days=730)


@get("/municipalities/{slug:str}", opt={"public": True})
async def town(request: MostyRequest, db: Db, locale: Locale, services: Services, slug: InPath) -> Response[bytes]:
    """Those to come, the next one first; then those of the last two years, the latest one first."""
    found = await municipalities.town(db, slug, locale)
    visits = await visits_of_town(db, found.row, services.clock.now(), kept=SHOWN)
    coming = [visit for visit in visits if visit.status in (Status.PUBLISHED, Status.LIVE)]
    gone = [visit for visit in visits if visit.status not in (Status.PUBLISHED, Status.LIVE)]
    return page(
        request, "visits/town.html", town=found, country=country_name(locale, found.country),
        coming=coming[::-1], gone=gone,
    )  # fmt: skip
