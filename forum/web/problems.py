"""Every refusal and failure, put to programs as problem+json (RFC 9457) and to people as a page."""

import logging
import re
from datetime import MAXYEAR, UTC, datetime
from typing import Any

import msgspec
from litestar import Litestar, Response
from litestar.exceptions import (
    HTTPException,
    InternalServerException,
    MethodNotAllowedException,
    ValidationException,
)
from sqlalchemy.exc import DBAPIError

from forum.foundation.errors import N_, REFUSALS, Refusal, Refused
from forum.foundation.i18n import (
    DEFAULT_ZONES,
    LOCALES,
    format_datetime,
    format_number,
    format_wait,
    translate,
    zone_name,
)
from forum.web.asgi import Receive, Scope, Send
from forum.web.request import MostyRequest, first_part

log = logging.getLogger("mosty.web")

# A moment in UTC, or a wall time without a zone.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\dZ)?")
_BY_STATUS = {
    400: "bad_request", 401: "signed_out", 403: "not_allowed", 404: "not_found", 405: "method_not_allowed",
    413: "too_large", 414: "uri_too_long", 415: "media_type", 429: "slow_down", 431: "headers_too_large",
}  # fmt: skip
# What Litestar says of a body that ended early: nobody is there to be answered, and nothing of ours broke.
_HUNG_UP = "client disconnected prematurely"
# What SQLite and PostgreSQL say when a lock was not had in time.
_BUSY = ("database is locked", "lock timeout", "LockNotAvailable", "TooManyConnections", "QueuePool limit")


class Problems:
    """The refusals of all capabilities; built once by the composition root.

    Raises:
        ValueError: two of them say the same code, so that one would be answered with the other's sentence.
    """

    def __init__(self, *refusals: dict[str, Refusal]) -> None:
        self._refusals: dict[str, Refusal] = {}
        for group in (REFUSALS, *refusals):
            if said_twice := self._refusals.keys() & group.keys():
                raise ValueError(f"refusals that two capabilities name: {', '.join(sorted(said_twice))}")
            self._refusals.update(group)

    def __getitem__(self, code: str) -> Refusal:
        return self._refusals[code]

    def codes(self) -> frozenset[str]:
        return frozenset(self._refusals)

    def sentence(self, locale: str, refused: Refused) -> str:
        """What a person is told, in their language."""
        facts = {name: readable(locale, fact) for name, fact in refused.facts.items()}
        if seconds := _seconds_to_wait(refused.facts):
            facts["wait"] = format_wait(locale, seconds)
        return translate(locale, self._refusals[refused.code].sentence, **facts)

    def document(self, locale: str, refused: Refused) -> dict[str, Any]:
        """The problem+json members."""
        status = self._refusals[refused.code].status
        return {**refused.facts, "status": status, "code": refused.code, "title": self.sentence(locale, refused)}


def _seconds_to_wait(facts: dict[str, Any]) -> int:
    """0 where a refusal names no time."""
    return int(facts.get("seconds", 0)) or 60 * int(facts.get("minutes", 0))


def readable(locale: str, fact: Any) -> Any:
    """A fact as a sentence says it: numbers and times as the language writes them. Programs get facts as they are."""
    if isinstance(fact, int) and not isinstance(fact, bool):
        return format_number(locale, fact)
    if isinstance(fact, str) and _TIME.fullmatch(fact):
        if not fact.endswith("Z"):
            return format_datetime(locale, datetime.fromisoformat(fact).replace(tzinfo=UTC), "UTC")
        moment, zone = datetime.fromisoformat(fact), DEFAULT_ZONES[locale]
        if moment.year == MAXYEAR:
            # Follows "until": in Ukrainian and Polish a genitive.
            return translate(locale, N_("further notice"))
        return f"{format_datetime(locale, moment, zone)} ({zone_name(locale, zone)})"
    return fact


def handle(request: MostyRequest, error: Exception) -> Response[Any]:
    """The answer to any exception; unknown ones are logged and become a 500 that says nothing of the inside."""
    refused = _as_refusal(error) if _exists(request) else Refused("not_found")
    if refused.code == "server_error":
        log.error("unhandled error", exc_info=error, extra={"path": request.scope["path"]})
    problems: Problems = request.app.state.problems
    status = problems[refused.code].status
    headers = dict(refused.headers)
    if status == 401:
        headers.setdefault("WWW-Authenticate", "Bearer")
    if status == 413:
        # What is still on its way is not worth reading.
        headers["Connection"] = "close"
    headers["Cache-Control"] = "no-store"
    if _is_of_the_api(request):
        document = problems.document(request.locale, refused)
        return Response(
            msgspec.json.encode(document), status_code=status, media_type="application/problem+json", headers=headers
        )
    body = request.app.state.rendering.error_page(request, status, refused, problems.sentence(request.locale, refused))
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def _exists(request: MostyRequest) -> bool:
    """False for an address in a language that we do not speak, whatever is asked of it."""
    first = first_part(request.scope["path"])
    return first in LOCALES or any(first_part(route.path) == first for route in request.app.routes)


def _as_refusal(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, ValidationException):
        return _of_validation(error)
    if isinstance(error, MethodNotAllowedException):
        return Refused("method_not_allowed", headers=error.headers or {})
    if isinstance(error, HTTPException) and error.status_code in _BY_STATUS:
        return Refused(_BY_STATUS[error.status_code], headers=error.headers or {})
    if isinstance(error, InternalServerException) and error.detail == _HUNG_UP:
        return Refused("bad_request")
    if isinstance(error, (DBAPIError, TimeoutError)) and any(text in str(error) for text in _BUSY):
        return Refused("busy", headers={"Retry-After": "2"})
    return Refused("server_error")


def _of_validation(error: ValidationException) -> Refused:
    """Litestar's word for a body or parameter of the wrong shape, in ours."""
    extra = error.extra if isinstance(error.extra, list) else []
    messages = [item for item in extra if isinstance(item, dict)]
    if any(item.get("key") == "data" and item.get("message") == "'data'" for item in messages):
        return Refused("body_missing")
    if any("unknown field" in str(item.get("message")) for item in messages):
        return Refused("unknown_field")
    if any(item.get("source") == "path" for item in messages):
        return Refused("not_found")
    if any(item.get("source") == "query" for item in messages):
        return Refused("bad_page")
    field = next((str(item["key"]) for item in messages if item.get("key") not in (None, "data")), None)
    return Refused("field_invalid", field=field, at=field) if field else Refused("field_invalid")


async def refuse(
    app: Litestar, scope: Scope, receive: Receive, send: Send, refused: Refused, *, close: bool = False
) -> None:
    """Answer a refusal before the handlers are reached, on HTTP and on a WebSocket's handshake alike.

    Who asks for a page gets one, drawn as for a guest: nobody was looked up yet.
    """
    problems: Problems = app.state.problems
    kind = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    if scope["type"] == "websocket" and kind not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
        return
    request = MostyRequest({**scope, "type": "http", "litestar_app": app})  # type: ignore[arg-type]
    locale, status = request.locale, problems[refused.code].status
    if scope["type"] == "http" and _is_for_a_person(request):
        # Its links lead to front pages, not to an address that was just refused.
        request.scope["path"], request.scope["query_string"] = f"/{locale}/", b""
        body = app.state.rendering.error_page(request, status, refused, problems.sentence(locale, refused))
        media_type = b"text/html; charset=utf-8"
    else:
        body, media_type = msgspec.json.encode(problems.document(locale, refused)), b"application/problem+json"
    answer = [
        (b"content-type", media_type),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *((name.lower().encode(), value.encode()) for name, value in refused.headers.items()),
        *([(b"connection", b"close")] if close else []),
    ]
    await send({"type": f"{kind}.start", "status": status, "headers": answer})
    await send({"type": f"{kind}.body", "body": body, "more_body": False})


def _is_for_a_person(request: MostyRequest) -> bool:
    """Browsers name HTML whenever they want a page, programs take what comes."""
    return not _is_of_the_api(request) and "text/html" in request.headers.get("accept", "").lower()


def _is_of_the_api(request: MostyRequest) -> bool:
    return request.scope["path"].startswith("/api/")
