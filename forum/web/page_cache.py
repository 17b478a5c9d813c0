"""Public pages, kept for a moment as the bytes that are sent: a thread that everybody reads is rendered once."""

import asyncio
from collections.abc import Iterable
from typing import Final, NamedTuple

from forum.foundation.database import Fresh
from forum.foundation.i18n import LOCALES
from forum.foundation.services import Services
from forum.web.asgi import ASGIApp, Message, Receive, Scope, Send
from forum.web.request import LANGUAGE_COOKIE

MAX_PAGES: Final = 500
MAX_PAGE_BYTES: Final = 1024 * 1024
MAX_QUERY_BYTES: Final = 200
_PLACES = tuple(f"/{locale}/" for locale in LOCALES)
_RAW_PLACES = tuple(place.encode() for place in _PLACES)
# A page has its language in its address: the remembered one changes nothing.
_IMPERSONAL = tuple(f"{LANGUAGE_COOKIE}={locale}".encode() for locale in LOCALES)

Headers = list[tuple[bytes, bytes]]


class Key(NamedTuple):
    """What the bytes of a public page depend on."""

    host: bytes
    path: bytes
    query: bytes
    zipped: bool


class Page:
    """A page ready to be sent.

    `whole` and `unchanged` are what follows the status of an answer 200 and 304 on the wire (RFC 9112).
    """

    __slots__ = ("body", "headers", "tag", "unchanged", "whole")

    def __init__(self, headers: Headers, body: bytes) -> None:
        self.headers = headers
        self.body = body
        self.tag = next((value for name, value in headers if name.lower() == b"etag"), b"")
        said = [pair for pair in headers if pair[0].lower() != b"content-length"]
        self.whole = b"%bcontent-length: %d\r\n\r\n%b" % (_lines(said), len(body), body)
        self.unchanged = b"%b\r\n" % _lines(without_body(headers))


class PageCache:
    """ASGI layer around all others: answers anonymous GETs of pages that say `Cache-Control: public`.

    Every commit of a unit of work in this process outdates every page, so that what was hidden is gone with the
    answer that says so. What the group writer commits, the talk in rooms, is on no page that calls itself public.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._pages: Fresh[Key, Page] = Fresh(services.database, MAX_PAGES)
        self._rendering: dict[Key, asyncio.Event] = {}

    def at_hand(self, path: bytes, query: bytes, headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes] | None:
        """The status and the rest of the answer to a GET, as they are on the wire; None where a page has to be made."""
        if not path.startswith(_RAW_PLACES):
            return None
        key, known = _asked(path, query, headers)
        page = None if key is None else self._pages.get(key)
        if page is None:
            return None
        if known and page.tag and page.tag in known:
            return b"304 Not Modified", page.unchanged
        return b"200 OK", page.whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key, known = None, b""
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(_PLACES):
            key, known = _asked(scope["raw_path"], scope["query_string"], scope["headers"])
        if key is None:
            await self._app(scope, receive, send)
            return
        page = self._pages.get(key)
        if page is None and key in self._rendering:
            # Readers who come together wait for the one who came first.
            await self._rendering[key].wait()
            page = self._pages.get(key)
        if known:
            send = _Conditional(send, known).send
        if page is None:
            page = await self._render(key, scope, receive, send)
        if page is not None:
            await send({"type": "http.response.start", "status": 200, "headers": page.headers})
            await send({"type": "http.response.body", "body": page.body})

    async def _render(self, key: Key, scope: Scope, receive: Receive, send: Send) -> Page | None:
        """Have the page made, and keep it. None when it is not for everybody: then it was sent as it came."""
        as_of, answer, done = self._pages.now(), _Answer(send), self._rendering.setdefault(key, asyncio.Event())
        try:
            headers = [pair for pair in scope["headers"] if pair[0] != b"if-none-match"]
            await self._app({**scope, "headers": headers}, receive, answer.take)
            if answer.headers is None:
                return None
            page = Page(answer.headers, bytes(answer.body))
            if len(page.body) <= MAX_PAGE_BYTES:
                self._pages.keep(key, page, as_of)
            return page
        finally:
            self._rendering.pop(key, None)
            done.set()


class _Answer:
    """Collects a public page; `headers` is None for any other answer, which is passed on."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.headers: Headers | None = None
        self.body = bytearray()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            found = {name.lower(): value for name, value in message["headers"]}
            if found.get(b"cache-control", b"").startswith(b"public") and b"set-cookie" not in found:
                self.headers = list(message["headers"])
        if self.headers is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


_OF_A_BODY = (b"content-encoding", b"content-length", b"content-type")


def without_body(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers of an answer 304 in place of one that had these."""
    return [pair for pair in headers if pair[0].lower() not in _OF_A_BODY]


def _lines(headers: Headers) -> bytes:
    return b"".join(b"%b: %b\r\n" % pair for pair in headers)


class _Conditional:
    """Answers 304 in place of a page whose tag the reader named (RFC 9110, 13.1.2)."""

    def __init__(self, send: Send, known: bytes) -> None:
        self._send = send
        self._known = known
        self._unchanged = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == 200:
                tag = next((value for name, value in message["headers"] if name.lower() == b"etag"), b"")
                self._unchanged = bool(tag) and tag in self._known
            if self._unchanged:
                message = {**message, "status": 304, "headers": without_body(message["headers"])}
        elif self._unchanged:
            message = {**message, "body": b""}
        await self._send(message)


def _asked(path: bytes, query: bytes, headers: Iterable[tuple[bytes, bytes]]) -> tuple[Key | None, bytes]:
    """The page that is asked for, None where it may be somebody's own; and the tags the reader has."""
    host, known, zipped = b"", b"", False
    for name, value in headers:
        if name == b"host" and not host:
            host = value
        elif name == b"accept-encoding":
            zipped = b"gzip" in value
        elif name == b"if-none-match":
            known = value
        elif name in (b"host", b"authorization") or (name == b"cookie" and value not in _IMPERSONAL):
            return None, b""
    if len(query) > MAX_QUERY_BYTES:
        return None, b""
    return Key(host, path, query, zipped), known
