"""The door in front of the application: a page that is kept leaves through it, before any ASGI begins."""

import logging
from typing import Any, Final

import httptools
import msgspec

from forum.foundation.errors import Refused
from forum.web.headers import ALWAYS
from forum.web.origin_check import MAX_TARGET_BYTES
from forum.web.page_cache import PageCache
from forum.web.patient import PatientProtocol
from forum.web.problems import Problems

log = logging.getLogger("mosty.web")

MOST_BYTES: Final = 4 * 1024
# An address is read so far and no further: long enough to be refused as too long, in the usual way. The parser would
# collect one without end, and then call what is longer than 64 KiB a broken request.
MOST_TARGET: Final = 2 * MAX_TARGET_BYTES
# What browsers, crawlers and proxies say when they ask for a page, and what changes nothing about the answer beyond
# what the cache itself looks at. With any other word a request goes the usual way.
_PLAIN: Final = frozenset(
    name.encode()
    for name in (
        "host", "user-agent", "accept", "accept-encoding", "accept-language", "authorization", "cache-control",
        "connection", "cookie", "dnt", "forwarded", "from", "if-none-match", "pragma", "priority", "referer",
        "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site",
        "sec-fetch-user", "sec-gpc", "upgrade-insecure-requests", "via", "x-forwarded-for", "x-forwarded-host",
        "x-forwarded-proto", "x-real-ip",
    )
)  # fmt: skip

Asked = tuple[bytes, bytes, list[tuple[bytes, bytes]]]


class PageDoor(PatientProtocol):
    """uvicorn's protocol class, which answers from the page cache what is one whole, plain GET and nothing else.

    Between the parser and the cache lie a task, a scope and a dozen calls, ten times the cost of the look-up.
    Written against uvicorn 0.54.
    """

    def __init__(self, pages: PageCache, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._pages = pages

    def data_received(self, data: bytes) -> None:
        """Answer at once where nothing is under way on this connection and the page is at hand."""
        if self.at_rest and not self.flow.write_paused and (asked := plain_get(data)):
            answer = self._pages.at_hand(*asked)
            if answer is not None:
                self._answer(*answer)
                return
        self._unset_keepalive_if_required()
        # As uvicorn does, but that nobody outside can fill our log with warnings.
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError as error:
            log.debug("a request that is none", extra={"reason": str(error)})
            self.send_400_response(str(error))
        except httptools.HttpParserUpgrade:
            if self._should_upgrade():
                self.handle_websocket_upgrade()
                return
        self.mind_the_rest()

    def send_400_response(self, msg: str) -> None:
        """What cannot be read at all is refused as everything else is, in English: nobody said in which language."""
        status, title, headers, body = _BROKEN
        always = b"".join(b"%b: %b\r\n" % pair for pair in (*self.server_state.default_headers, *headers))
        self.transport.write(b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (status, title, always, body))
        self.transport.close()

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        super().on_url(url[: MOST_TARGET - len(self.url)])

    def _answer(self, status: bytes, rest: bytes) -> None:
        self._unset_keepalive_if_required()
        always = b"".join(b"%b: %b\r\n" % pair for pair in self.server_state.default_headers)
        self.transport.write(b"HTTP/1.1 %b\r\n%b%b" % (status, always, rest))
        self.server_state.total_requests += 1
        self._rest()


def _broken() -> tuple[int, bytes, list[tuple[bytes, bytes]], bytes]:
    document = Problems().document("en", Refused("bad_request"))
    body = msgspec.json.encode(document)
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
        *ALWAYS,
    ]
    return document["status"], b"Bad Request", headers, body


_BROKEN: Final = _broken()


def plain_get(data: bytes) -> Asked | None:
    """Path, query and headers of a request that stands in `data` whole and alone, and is said in the plainest way.

    None for anything that a parser has to look at: another method or version, a body, a second request, folded or
    odd lines, headers that are not of the usual ones (RFC 9112).
    """
    if len(data) > MOST_BYTES or not data.startswith(b"GET /") or not data.endswith(b"\r\n\r\n") or b"\0" in data:
        return None
    first, *lines = data[:-4].split(b"\r\n")
    if data.count(b"\n") != len(lines) + 2 or data.count(b"\r") != len(lines) + 2:
        return None
    target, _, version = first[4:].partition(b" ")
    if version != b"HTTP/1.1" or b"#" in target:
        return None
    headers = []
    for line in lines:
        name, colon, value = line.partition(b":")
        name = name.lower()
        if not colon or name not in _PLAIN:
            return None
        value = value.strip(b" \t")
        if name == b"connection" and value.lower() != b"keep-alive":
            return None
        headers.append((name, value))
    path, _, query = target.partition(b"?")
    return path, query, headers
