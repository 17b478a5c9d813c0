"""The request as our handlers see it: strict JSON, a locale, a viewer, the services."""

import asyncio
import json
import re
from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from litestar import Request
from litestar.types import Empty

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES, negotiate
from forum.foundation.services import Services
from forum.web.viewer import ANONYMOUS, Viewer

MAX_BODY_BYTES = 64 * 1024
MAX_JSON_DEPTH = 16
LANGUAGE_COOKIE = "mosty_lang"
_PLACE = re.compile(r"required field `(?P<missing>\w+)`|`\$\.(?P<wrong>\w+)")
_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


class MostyRequest(Request[Viewer, Any, Any]):
    """Litestar's request with our rules for bodies (RFC 8259, and duplicate keys refused)."""

    @property
    def services(self) -> Services:
        services: Services = self.app.state.services
        return services

    @property
    def viewer(self) -> Viewer:
        viewer: Viewer = self.scope.get("user") or ANONYMOUS
        return viewer

    @property
    def locale(self) -> str:
        """The language of the answer: the path's, else the person's, the cookie's, else what the browser prefers."""
        first = first_part(self.scope["path"])
        return first if first in LOCALES else request_locale(self)

    @property
    def zone(self) -> str | None:
        return self.viewer.zone

    @property
    def address(self) -> str:
        """The client's network address, for rate limits; "" when unknown."""
        return self.client.host if self.client else ""

    async def unless_gone(self, work: Coroutine[Any, Any, None]) -> None:
        """Await the work, but no longer than somebody waits for the answer. For requests without a body."""
        tasks = [asyncio.create_task(work), asyncio.create_task(self._gone())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if tasks[0].done():
                tasks[0].result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def json(self) -> Any:
        if self._json is Empty:
            check_body_headers(self, "application/json")
            value = parse_json(await self.body())
            wanted = self.route_handler.parsed_data_field
            self._json = value if wanted is None else shaped(value, wanted.annotation)
        return self._json


def first_part(path: str) -> str:
    """What stands before the second slash of a path: a language, `api`; "*" when the server as a whole is meant."""
    return path.removeprefix("/").partition("/")[0]


def request_locale(request: "Request[Any, Any, Any]") -> str:
    """The language for an address without one: the person's, the cookie's, else what the browser prefers."""
    viewer: Viewer = request.scope.get("user") or ANONYMOUS
    # A program names its language in each request, and our own scripts that of their page; a person's choice is
    # remembered.
    header = request.headers.get("accept-language", "")
    named = header in LOCALES and request.scope["path"].startswith("/api/")
    if header and (viewer.by_token or named):
        return negotiate(header)
    for code in (viewer.lang, request.cookies.get(LANGUAGE_COOKIE, "")):
        if code in LOCALES:
            return code
    return negotiate(header)


def check_body_headers(request: "Request[Any, Any, Any]", media_type: str) -> None:
    """Refuse a body of another kind before reading it.

    Raises:
        Refused: `media_type`, `encoding`, or `body_missing` when the length says so.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused("encoding")
    given = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if request.headers.get("content-length") == "0" or (
        not given and "content-length" not in request.headers and "transfer-encoding" not in request.headers
    ):
        raise Refused("body_missing")
    if given != media_type:
        raise Refused("media_type")


def parse_json(body: bytes) -> Any:
    """A JSON value, strictly: UTF-8, no NaN or infinity, no duplicate key, no lone surrogate, bounded depth.

    Raises:
        Refused: `body_missing`, `json_too_deep`, `json_duplicate_key` or `json_invalid`.
    """
    if not body.strip():
        raise Refused("body_missing")
    if _depth(body) > MAX_JSON_DEPTH:
        raise Refused("json_too_deep")
    try:
        text = body.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except ValueError:
        raise Refused("json_invalid") from None
    return value


def shaped(value: Any, kind: Any) -> Any:
    """The value as the handler's struct. Litestar itself would take "90" for a number.

    Raises:
        Refused: `unknown_field`, or `field_invalid` with the place (`at`) where it is known.
    """
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        if "unknown field" in str(error):
            raise Refused("unknown_field") from None
        place = _PLACE.search(str(error))
        at = place and (place["missing"] or place["wrong"])
        raise (Refused("field_invalid", field=at, at=at) if at else Refused("field_invalid")) from None


def _depth(body: bytes) -> int:
    """The deepest nesting of brackets outside strings; stops counting once it is too deep."""
    depth = deepest = 0
    for token in _STRUCTURE.finditer(body):
        if token[0] in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > MAX_JSON_DEPTH:
                break
        elif token[0] in (b"]", b"}"):
            depth -= 1
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Refused("json_duplicate_key")
    return fields


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number


def with_query(path: str, **parameters: str | int | None) -> str:
    """A path with those parameters that are not None."""
    query = urlencode({name: value for name, value in parameters.items() if value is not None})
    return f"{path}?{query}" if query else path


def local_path(text: str, *, otherwise: str) -> str:
    """The text when it is a path of this site, `otherwise` for anything that could lead elsewhere."""
    if not text.startswith("/") or text.startswith("//") or "\\" in text or "%2f%2f" in text.lower():
        return otherwise
    if any(ord(char) < 33 or ord(char) == 127 for char in text):
        return otherwise
    parts = urlsplit(text)
    return otherwise if parts.scheme or parts.netloc or "//" in parts.path else text
