"""From a cookie or a bearer token to a viewer."""

import logging
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from forum.accounts import queries
from forum.accounts.actions.sessions import note_seen
from forum.accounts.rules.limits import SEEN_EVERY
from forum.foundation.ids import token_hash
from forum.foundation.services import Services
from forum.foundation.settings import Settings
from forum.web.asgi import ASGIApp, Message, Receive, Scope, Send
from forum.web.viewer import ANONYMOUS, SIGNED_OUT, Viewer

SESSION_COOKIE = "mosty_session"
_MAX_TOKEN = 200
log = logging.getLogger("mosty.web")
_NOBODY: tuple[Viewer, datetime | None] = (ANONYMOUS, None)
_NOBODY_ANY_MORE: tuple[Viewer, datetime | None] = (SIGNED_OUT, None)


def session_cookie_name(settings: Settings) -> str:
    """The name of the cookie that tells who is looking."""
    return ("__Host-" if settings.secure else "") + SESSION_COOKIE


class Authentication:
    """ASGI layer: sets `scope["user"]`. A request without cookie and token costs no query.

    A page that is drawn for somebody who was signed out takes the cookie away: from then on they are a guest.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services
        self._cookie = session_cookie_name(services.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        viewer, seen_at = await self._viewer(scope)
        scope["user"] = viewer
        if viewer.signed_out and scope["type"] == "http":
            send = self._forgetting(send)
        await self._app(scope, receive, send)
        # After the answer has gone out, and only now and then: reading a page waits for no write.
        if seen_at and viewer.session_id and self._services.clock.now() - seen_at > SEEN_EVERY:
            await self._note_seen(viewer.session_id)

    def _forgetting(self, send: Send) -> Send:
        name = self._cookie.encode()
        gone = name + b"=; Path=/; Max-Age=0; HttpOnly; SameSite=lax"
        if self._services.settings.secure:
            gone += b"; Secure"

        async def forgetting(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                is_page = any(key.lower() == b"content-type" and b"text/html" in value for key, value in headers)
                is_set = any(key.lower() == b"set-cookie" and value.startswith(name + b"=") for key, value in headers)
                if is_page and not is_set:
                    message = {**message, "headers": [*headers, (b"set-cookie", gone)]}
            await send(message)

        return forgetting

    async def _note_seen(self, session_id: int) -> None:
        try:
            async with self._services.database.work() as work:
                await note_seen(work, session_id)
        except SQLAlchemyError as error:
            log.warning("a session's last use was not noted", exc_info=error)

    async def _viewer(self, scope: Scope) -> tuple[Viewer, datetime | None]:
        bearer = cookies = ""
        for name, value in scope["headers"]:
            if name == b"authorization":
                bearer = value.decode("latin-1")
            elif name == b"cookie":
                cookies += ";" + value.decode("latin-1")
        if bearer:
            kind, _, token = bearer.partition(" ")
            return await self._of_token(token.strip(), "token") if kind.lower() == "bearer" else _NOBODY_ANY_MORE
        for part in cookies.split(";"):
            key, _, token = part.strip().partition("=")
            if key == self._cookie and token:
                return await self._of_token(token, "browser")
        return _NOBODY

    async def _of_token(self, token: str, kind: str) -> tuple[Viewer, datetime | None]:
        if not token or len(token) > _MAX_TOKEN or not token.isascii():
            return _NOBODY_ANY_MORE
        services = self._services
        found = await queries.sighting(services.database, token_hash(token), kind, services.clock.now())
        return found or _NOBODY_ANY_MORE
