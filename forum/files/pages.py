"""Handing files out, at addresses of their own outside every language."""

import asyncio

from litestar import Response, get

from forum.files import queries
from forum.files.queries import FileLine
from forum.files.receiving import blobs
from forum.web.headers import SANDBOX
from forum.web.provided import Db, InPath, Services, Viewer
from forum.web.request import MostyRequest


@get("/files/{id:str}", opt={"public": True}, include_in_schema=False)
async def whole(request: MostyRequest, viewer: Viewer, db: Db, services: Services, id: InPath) -> Response[bytes]:
    """A file as it is stored."""
    found = await queries.file(db, viewer, id)
    return await _answer(request, services, found, found.content, found.media_type)


@get("/files/{id:str}/small", opt={"public": True}, include_in_schema=False)
async def small(request: MostyRequest, viewer: Viewer, db: Db, services: Services, id: InPath) -> Response[bytes]:
    """A picture as pages show it."""
    found = await queries.file(db, viewer, id)
    kind = found.media_type if found.small == found.content else "image/webp"
    return await _answer(request, services, found, found.small, kind)


async def _answer(
    request: MostyRequest, services: Services, found: FileLine, name: str, media_type: str
) -> Response[bytes]:
    """Asked for anew each time: a file whose text was hidden is gone with that commit, from browsers too."""
    tag = f'"{name[:24]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": SANDBOX,
        "Content-Disposition": f'{"inline" if found.is_picture else "attachment"}; filename="{found.name}"',
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, media_type=media_type, headers=headers)
    content = await asyncio.to_thread(blobs(services.settings).read, name)
    return Response(content, media_type=media_type, headers=headers)
