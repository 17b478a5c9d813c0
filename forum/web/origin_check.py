"""What is turned away before any handler: foreign hosts, foreign origins, addresses that are not UTF-8, or that count
pages by what is no number."""

import re
from urllib.parse import unquote_to_bytes

from litestar import Litestar

from forum.foundation.errors import Refused
from forum.foundation.settings import Settings
from forum.web.asgi import ASGIApp, Receive, Scope, Send
from forum.web.problems import refuse

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
MAX_TARGET_BYTES = 8 * 1024
MAX_HEADER_BYTES = 32 * 1024
# Our lists go on by cursor and know no such parameters; crawlers and scanners send them all the same.
_COUNTED_WRONG = re.compile(rb"(?:^|&)(?:page|per_page)=(?![1-9][0-9]{0,4}(?:&|$))")


# ASGI servers hand names over in small letters.
_LOOKED_AT = frozenset((b"host", b"authorization", b"origin", b"sec-fetch-site"))


class OriginCheck:
    """ASGI layer: the only defence against cross-site requests that pages need, as browsers state their origin.

    Unsafe requests must be same-origin by `Sec-Fetch-Site`, or by `Origin` where that header is missing; calls with a
    bearer token carry no cookie and are exempt, and so are addresses that hold a secret of their own. A WebSocket's
    Origin must be exactly ours (RFC 6455, 10.2).
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, handlers: Litestar, proved_by_address: tuple[str, ...] = ()
    ) -> None:
        self._app = app
        self._handlers = handlers
        self._proved = proved_by_address
        self._hosts = settings.hosts
        self._scheme = settings.base_url.partition("://")[0]
        self._origin = settings.base_url.lower()
        self._aliases = len(settings.hosts) > 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            refused = self._verdict(scope)
            if refused:
                await refuse(self._handlers, scope, receive, send, refused, close=True)
                return
        await self._app(scope, receive, send)

    def _verdict(self, scope: Scope) -> Refused | None:
        headers = scope["headers"]
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > MAX_TARGET_BYTES:
            return Refused("uri_too_long")
        asked: dict[bytes, list[str]] = {}
        size = 0
        for name, value in headers:
            size += len(name) + len(value)
            if name in _LOOKED_AT:
                asked.setdefault(name, []).append(value.decode("latin-1").strip().lower())
        if size > MAX_HEADER_BYTES:
            return Refused("headers_too_large")
        hosts = asked.get(b"host", [])
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return Refused("bad_host")
        if not _is_text(scope.get("query_string", b"")) or not _is_text(scope.get("raw_path") or b""):
            return Refused("bad_encoding")
        if _COUNTED_WRONG.search(scope.get("query_string", b"")):
            return Refused("bad_page")
        bearer = any(value.startswith("bearer ") for value in asked.get(b"authorization", ()))
        origins = asked.get(b"origin", [])
        if scope["type"] == "websocket":
            allowed = self._ours(origins, hosts[0]) or (bearer and not origins)
            return None if allowed else Refused("cross_site")
        if scope["method"] in SAFE_METHODS or bearer or scope["path"].startswith(self._proved):
            return None
        sites = asked.get(b"sec-fetch-site")
        same = sites in (["same-origin"], ["none"]) if sites else self._ours(origins, hosts[0])
        return None if same else Refused("cross_site")

    def _ours(self, origins: list[str], host: str) -> bool:
        """One Origin, and it is the public one, or on loopback the very address that was asked."""
        own = f"{self._scheme}://{host}" if self._aliases else self._origin
        return origins == [own]


def _is_text(raw: bytes) -> bool:
    try:
        return "\0" not in unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return False
