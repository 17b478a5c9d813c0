"""Pages about the site itself."""

from litestar import Response, get

from forum.web.rendering import page
from forum.web.request import MostyRequest


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
