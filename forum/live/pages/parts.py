"""Parts of a page that scripts fetch again, with a tag that says what they have (RFC 9110, 8.8.3 and 13.1.2)."""

from typing import Any

from litestar import Response

from forum.web.rendering import Rendering
from forum.web.request import MostyRequest
from forum.web.shells import plain


def unchanged(request: MostyRequest, tag: str) -> Response[bytes] | None:
    """The answer to somebody who has the part as it is; None for everybody else."""
    if tag not in request.headers.get("if-none-match", ""):
        return None
    return Response(b"", status_code=304, headers=_headers(tag), media_type="text/html")


def part(request: MostyRequest, name: str, tag: str, **facts: Any) -> Response[bytes]:
    """The HTML of a template that stands in a page."""
    rendering: Rendering = request.app.state.rendering
    return Response(plain(rendering.render(request, name, **facts)), headers=_headers(tag), media_type="text/html")


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "private, no-store", "Vary": "Cookie, Accept-Language"}
