"""The web process: capabilities become routes, layers stand around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from litestar import Litestar, Request, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from sqlalchemy.ext.asyncio import AsyncConnection

from forum.accounts.authentication import Authentication
from forum.entrypoints.capabilities import CAPABILITIES
from forum.foundation.database import Work
from forum.foundation.i18n import LOCALES
from forum.foundation.services import Services
from forum.web import assets, problems
from forum.web.asgi import ASGIApp
from forum.web.head import HeadAsGet
from forum.web.headers import SecurityHeaders
from forum.web.origin_check import OriginCheck
from forum.web.problems import Problems
from forum.web.rendering import Rendering
from forum.web.request import MAX_BODY_BYTES, MostyRequest
from forum.web.viewer import Viewer

LEAST_WORTH_ZIPPING = 1_000


def build(services: Services) -> ASGIApp:
    """The ASGI application of a process, with every layer around it."""
    answers = Problems(*(dict(capability.refusals) for capability in CAPABILITIES))
    return layered(litestar_app(services, answers), services, answers)


def layered(app: Litestar, services: Services, answers: Problems) -> ASGIApp:
    """The layers that every request goes through, outermost first, around the handlers."""
    handlers = cast(ASGIApp, app)
    return SecurityHeaders(OriginCheck(HeadAsGet(Authentication(handlers, services)), services.settings, answers))


def litestar_app(services: Services, answers: Problems) -> Litestar:
    settings = services.settings
    pages = [handler for capability in CAPABILITIES for handler in capability.pages]
    api = [handler for capability in CAPABILITIES for handler in capability.api]
    routes = [handler for capability in CAPABILITIES for handler in capability.routes]
    return Litestar(
        route_handlers=[
            assets.static_file,
            assets.favicon,
            *routes,
            *(
                Router(f"/{locale}", route_handlers=pages, include_in_schema=False, opt={"locale": locale})
                for locale in LOCALES
            ),
            Router("/api/v1", route_handlers=api),
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
                "rendering": Rendering(CAPABILITIES, settings.base_url, settings.site_name),
            }
        ),
        # forum/home/api_docs.py answers at /api/v1: Litestar's own pages load scripts from elsewhere.
        openapi_config=OpenAPIConfig(
            title="Mosty", version="1", path="/api/schema", render_plugins=[JsonRenderPlugin()]
        ),
        # Pages hold no secret beside what is typed, so that compressing them tells nothing (BREACH).
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=LEAST_WORTH_ZIPPING, gzip_compress_level=5, exclude=["^/static/"]
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


def answer_error(request: Request[Any, Any, Any], error: Any) -> Response[Any]:
    return problems.handle(cast(MostyRequest, request), error)


async def reading(request: MostyRequest) -> AsyncIterator[AsyncConnection]:
    async with request.services.database.read() as connection:
        yield connection


async def working(request: MostyRequest) -> AsyncIterator[Work]:
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
