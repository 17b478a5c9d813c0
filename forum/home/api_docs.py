"""The API's description, for programs as OpenAPI and for people as a page without foreign scripts."""

from typing import Any

import msgspec
from litestar import Response, get

from forum.foundation.i18n import translate
from forum.home.api_links import linked
from forum.web.rendering import page
from forum.web.request import MostyRequest


@get("/openapi.json", opt={"public": True}, include_in_schema=False)
async def openapi(request: MostyRequest) -> Response[bytes]:
    """OpenAPI 3.1."""
    body = msgspec.json.encode(linked(request.app.openapi_schema.to_schema(), "/api/v1"))
    return Response(
        body, media_type="application/vnd.oai.openapi+json", headers={"Cache-Control": "public, max-age=300"}
    )


@get("/docs", opt={"public": True}, include_in_schema=False)
async def docs(request: MostyRequest) -> Response[bytes]:
    schema: dict[str, Any] = request.app.openapi_schema.to_schema()
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "words": translate(request.locale, operation["summary"]),
        }
        for path, methods in sorted(schema.get("paths", {}).items())
        for method, operation in methods.items()
        if isinstance(operation, dict)
    ]
    return page(request, "home/api_docs.html", operations=operations)
