"""The landing page."""

from litestar import Response, get

from forum.discussion import queries as discussion
from forum.municipalities import queries as municipalities
from forum.visits import queries as visits
from forum.web.provided import Db, Services
from forum.web.rendering import page
from forum.web.request import MostyRequest


@get("/", opt={"public": True})
async def landing(request: MostyRequest, db: Db, services: Services) -> Response[bytes]:
    return page(
        request,
        "home/landing.html",
        boards=await discussion.boards_overview(db),
        threads=await discussion.latest_threads(db, 6),
        days=await discussion.coming_days(db, services.clock.now(), 3),
        visits=await visits.upcoming(db, 4, services.clock.now()),
        municipalities=await municipalities.count(db),
    )
