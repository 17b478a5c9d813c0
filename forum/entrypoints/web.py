"""The web process: capabilities become routes, layers stand around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self, cast
from urllib.parse import unquote

from litestar import Litestar, Request, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from sqlalchemy.ext.asyncio import AsyncConnection

from forum.accounts.authentication import Authentication, session_cookie_name
from forum.entrypoints.capabilities import CAPABILITIES
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES
from forum.foundation.services import Services
from forum.web import assets, problems
from forum.web.asgi import ASGIApp
from forum.web.compression import Compression
from forum.web.head import HeadAsGet
from forum.web.headers import SecurityHeaders
from forum.web.openapi import described, security_schemes
from forum.web.origin_check import OriginCheck
from forum.web.page_cache import PageCache
from forum.web.problems import Problems
from forum.web.rendering import Rendering, moved
from forum.web.request import MAX_BODY_BYTES, MostyRequest
from forum.web.viewer import Viewer

LEAST_WORTH_ZIPPING = 1_000
COUNTS = {name: prepared for capability in CAPABILITIES for name, prepared in capability.counts.items()}


def build(services: Services) -> PageCache:
    """The ASGI application of a process, with every layer around it."""
    answers = Problems(*(dict(capability.refusals) for capability in CAPABILITIES))
    return layered(litestar_app(services, answers), services)


def layered(app: Litestar, services: Services) -> PageCache:
    """The layers that every request goes through, outermost first, around the handlers."""
    handlers = cast(ASGIApp, app)
    proved = tuple(path for capability in CAPABILITIES for path in capability.proved_by_address)
    checked = OriginCheck(HeadAsGet(Authentication(handlers, services)), services.settings, app, proved)
    return PageCache(SecurityHeaders(checked), services)


class Mounted(Router):
    """Routes for one application. Litestar would copy them with all that is in them, which every start would feel."""

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self


def litestar_app(services: Services, answers: Problems) -> Litestar:
    settings = services.settings
    pages = [handler for capability in CAPABILITIES for handler in capability.pages]
    api = [described(handler) for capability in CAPABILITIES for handler in capability.api]
    routes = [handler for capability in CAPABILITIES for handler in capability.routes]
    return Litestar(
        route_handlers=[
            assets.static_file,
            assets.favicon,
            *routes,
            # One set of handlers for all languages: setting up a route costs a millisecond of every start.
            Mounted("/{tongue:str}", route_handlers=pages, include_in_schema=False, before_request=before_page),
            Mounted("/api/v1", route_handlers=api),
        ],
        request_class=MostyRequest,
        request_max_body_size=MAX_BODY_BYTES,
        dependencies={
            "db": Provide(reading),
            "work": Provide(working),
            "viewer": Provide(viewer, sync_to_thread=False),
            "services": Provide(services_of, sync_to_thread=False),
            "locale": Provide(locale_of, sync_to_thread=False),
        },
        exception_handlers={Exception: answer_error},
        state=State(
            {
                "services": services,
                "problems": answers,
                "parts": [part for capability in CAPABILITIES for part in capability.parts],
                "rendering": Rendering(CAPABILITIES, settings.base_url, settings.site_name),
            }
        ),
        # forum/home/api_docs.py answers at /api/v1: Litestar's own pages load scripts from elsewhere.
        openapi_config=OpenAPIConfig(
            title="Mosty",
            version="1",
            path="/api/schema",
            render_plugins=[JsonRenderPlugin()],
            components=security_schemes(session_cookie_name(settings)),
        ),
        # Pages hold no secret beside what is typed, so that compressing them tells nothing (BREACH).
        compression_config=CompressionConfig(
            backend="gzip",
            minimum_size=LEAST_WORTH_ZIPPING,
            gzip_compress_level=5,
            exclude=["^/static/"],
            middleware_class=Compression,
        ),
        lifespan=[lifespan],
        logging_config=None,
        pdb_on_exception=False,
        debug=False,
    )


@asynccontextmanager
async def lifespan(app: Litestar) -> AsyncIterator[None]:
    services: Services = app.state.services
    try:
        yield
    finally:
        await services.database.close()


async def before_page(request: Request[Any, Any, Any]) -> Response[Any] | None:
    """Pages exist in the languages that we speak: the front page at `/uk/`, all others without a slash at their end.
    They show people who are signed in what waits for them.

    Raises:
        Refused: `not_found`.
    """
    tongue, path = request.path_params["tongue"], request.scope["path"]
    if tongue not in LOCALES:
        raise Refused("not_found")
    # Litestar has taken away every slash too many.
    own = f"{path}/" if path == f"/{tongue}" else path
    asked = unquote(request.scope["raw_path"].decode("latin-1"))
    if own != asked and request.method == "GET":
        return moved(request, own)
    viewer, database = cast(MostyRequest, request).viewer, request.app.state.services.database
    if viewer.id is not None:
        found = {name: await database.look_up(prepared, {"user_id": viewer.id}) for name, prepared in COUNTS.items()}
        request.scope["state"]["counts"] = {name: row.count for name, row in found.items()}
    return None


def answer_error(request: Request[Any, Any, Any], error: Any) -> Response[Any]:
    return problems.handle(cast(MostyRequest, request), error)


async def reading(request: MostyRequest) -> AsyncIterator[AsyncConnection]:
    async with request.services.database.read(patient=request.route_handler.opt.get("patient", False)) as connection:
        yield connection


async def working(request: MostyRequest) -> AsyncIterator[Work]:
    if before := request.route_handler.opt.get("before_work"):
        await before(request)
    # The whole body first: nobody who sends slowly may hold the turn to write.
    await request.body()
    async with request.services.database.work() as work:
        yield work


def viewer(request: MostyRequest) -> Viewer:
    return request.viewer


def services_of(request: MostyRequest) -> Services:
    return request.services


def locale_of(request: MostyRequest) -> str:
    return request.locale
