"""From a cookie or a bearer token to a viewer."""

import logging
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from forum.accounts import queries
from forum.accounts.actions.sessions import note_seen
from forum.accounts.rules.limits import SEEN_EVERY
from forum.foundation.ids import token_hash
from forum.foundation.services import Services
from forum.web.asgi import ASGIApp, Receive, Scope, Send
from forum.web.viewer import ANONYMOUS, Viewer

SESSION_COOKIE = "mosty_session"
_MAX_TOKEN = 200
log = logging.getLogger("mosty.web")
_NOBODY: tuple[Viewer, datetime | None] = (ANONYMOUS, None)


class Authentication:
    """ASGI layer: sets `scope["user"]`. A request without cookie and token costs no query."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services
        self._cookie = ("__Host-" if services.settings.secure else "") + SESSION_COOKIE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        viewer, seen_at = await self._viewer(scope)
        scope["user"] = viewer
        await self._app(scope, receive, send)
        # After the answer has gone out, and only now and then: reading a page waits for no write.
        if seen_at and viewer.session_id and self._services.clock.now() - seen_at > SEEN_EVERY:
            await self._note_seen(viewer.session_id)

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
            return await self._of_token(token.strip(), "token") if kind.lower() == "bearer" else _NOBODY
        for part in cookies.split(";"):
            key, _, token = part.strip().partition("=")
            if key == self._cookie:
                return await self._of_token(token, "browser")
        return _NOBODY

    async def _of_token(self, token: str, kind: str) -> tuple[Viewer, datetime | None]:
        if not token or len(token) > _MAX_TOKEN or not token.isascii():
            return _NOBODY
        database = self._services.database
        async with database.read() as db:
            found = await queries.sighting(db, token_hash(token), kind, self._services.clock.now())
        return found or _NOBODY
