"""The landing page, the language switch, and the pages about the site."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie

from forum.discussion import queries as discussion
from forum.foundation.database import Db
from forum.foundation.i18n import known_locale
from forum.foundation.services import Services
from forum.municipalities import queries as municipalities
from forum.visits import queries as visits
from forum.web.forms import read_form
from forum.web.rendering import page, redirect
from forum.web.request import LANGUAGE_COOKIE, MostyRequest, local_path, request_locale

LANGUAGE_SECONDS = 365 * 24 * 3600


@get("/", opt={"public": True}, include_in_schema=False)
async def choose_language(request: MostyRequest) -> Response[Any]:
    """The front door: to the reader's language."""
    answer = redirect(request, f"/{request_locale(request)}/")
    answer.headers["Vary"] = "Cookie, Accept-Language"
    return answer


@post("/language", opt={"public": True}, include_in_schema=False)
async def remember_language(request: MostyRequest) -> Response[Any]:
    """Keep the reader's choice for the front door; back to where they were."""
    form = await read_form(request)
    lang = known_locale(form.text("lang"))
    kept = Cookie(
        key=LANGUAGE_COOKIE, value=lang, max_age=LANGUAGE_SECONDS, path="/", samesite="lax", httponly=True,
        secure=request.services.settings.secure,
    )  # fmt: skip
    return redirect(request, local_path(form.text("next"), otherwise=f"/{lang}/"), cookies=[kept])


@get("/", opt={"public": True})
async def landing(request: MostyRequest, db: Db, services: Services) -> Response[bytes]:
    return page(
        request,
        "home/landing.html",
        boards=await discussion.boards_overview(db),
        threads=await discussion.latest_threads(db, 6),
        visits=await visits.upcoming(db, 4, services.clock.now()),
        municipalities=await municipalities.count(db),
    )


@get("/about", opt={"public": True})
async def about(request: MostyRequest) -> Response[bytes]:
    return page(request, "home/about.html", contact=request.services.settings.contact)


@get("/terms", opt={"public": True})
async def terms(request: MostyRequest) -> Response[bytes]:
    return page(request, "home/terms.html")


@get("/accessibility", opt={"public": True})
async def accessibility(request: MostyRequest) -> Response[bytes]:
    return page(request, "home/accessibility.html", contact=request.services.settings.contact)


@get("/source", opt={"public": True})
async def source(request: MostyRequest) -> Response[bytes]:
    return page(request, "home/source.html", source_url=request.services.settings.source_url)
