"""Static files under hashed addresses, kept by browsers for ever; the style sheets as one bundle."""

import gzip
import hashlib
import mimetypes
import re
from functools import cached_property
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath

from forum.foundation.errors import Refused
from forum.web.request import MostyRequest

STATIC = Path(__file__).parents[2] / "static"
# A weak line need not carry what only readers of the source want: comments that have lines to themselves.
COMMENTS = re.compile(rb"^[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
FOREVER = "public, max-age=31536000, immutable"
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/svg+xml", ".svg")
mimetypes.add_type("application/manifest+json", ".webmanifest")


class Assets:
    """All static files, read once.

    The build's fingerprint stands in every address, `/static/{build}/js/app.js`: ES modules import each other by
    relative paths and so stay within one build.
    """

    def __init__(self, folder: Path = STATIC) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): _bare(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        order = self._files.get("css/order.txt", b"").decode().split()
        self._files["mosty.css"] = b"\n".join(self._files[f"css/{name}"] for name in order)
        self._zipped: dict[str, bytes] = {}

    @cached_property
    def build(self) -> str:
        """A fingerprint of every static file."""
        total = hashlib.sha256()
        for name, content in sorted(self._files.items()):
            total.update(name.encode() + b"\0" + content)
        return total.hexdigest()[:12]

    def address(self, name: str) -> str:
        """Where a file is served; "css" means the bundle.

        Raises:
            KeyError: when there is no such file.
        """
        name = "mosty.css" if name == "css" else name
        if name not in self._files:
            raise KeyError(f"no static file {name}")
        return f"/static/{self.build}/{name}"

    def content(self, name: str) -> bytes | None:
        return self._files.get(name)

    def zipped(self, name: str) -> bytes:
        if name not in self._zipped:
            self._zipped[name] = gzip.compress(self._files[name], 9, mtime=0)
        return self._zipped[name]


def _bare(path: Path) -> bytes:
    return COMMENTS.sub(b"", path.read_bytes()) if path.suffix == ".js" else path.read_bytes()


@get("/static/{build:str}/{name:path}", opt={"public": True}, include_in_schema=False)
async def static_file(request: MostyRequest, build: FromPath[str], name: FromPath[Path]) -> Response[bytes]:
    """A static file; an outdated build is answered with today's file, but not kept."""
    assets: Assets = request.app.state.rendering.assets
    key = name.as_posix().lstrip("/")
    content = assets.content(key)
    if content is None:
        raise Refused("not_found")
    kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind.endswith(("svg+xml", "+json"))
    headers = {
        "Cache-Control": FOREVER if build == assets.build else "no-cache",
        "ETag": f'"{assets.build}"',
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=304, headers=headers, media_type=kind)
    if text and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(assets.zipped(key), headers={**headers, "Content-Encoding": "gzip"}, media_type=kind)
    return Response(content, headers=headers, media_type=kind)


@get("/favicon.ico", opt={"public": True}, include_in_schema=False)
async def favicon(request: MostyRequest) -> Response[bytes]:
    content = request.app.state.rendering.assets.content("icons/mosty.svg") or b""
    return Response(content, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})
