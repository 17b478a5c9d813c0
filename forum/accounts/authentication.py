"""From a cookie or a bearer token to a viewer."""

from datetime import timedelta

from forum.accounts import queries
from forum.foundation.ids import token_hash
from forum.foundation.services import Services
from forum.web.asgi import ASGIApp, Receive, Scope, Send
from forum.web.viewer import ANONYMOUS, Viewer

SESSION_COOKIE = "mosty_session"
SEEN_EVERY = timedelta(minutes=10)
_MAX_TOKEN = 200


class Authentication:
    """ASGI layer: sets `scope["user"]`. A request without cookie and token costs no query."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services
        self._cookie = ("__Host-" if services.settings.secure else "") + SESSION_COOKIE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope["user"] = await self._viewer(scope)
        await self._app(scope, receive, send)

    async def _viewer(self, scope: Scope) -> Viewer:
        bearer = cookies = ""
        for name, value in scope["headers"]:
            if name == b"authorization":
                bearer = value.decode("latin-1")
            elif name == b"cookie":
                cookies += ";" + value.decode("latin-1")
        if bearer:
            kind, _, token = bearer.partition(" ")
            return await self._of_token(token.strip(), "token") if kind.lower() == "bearer" else ANONYMOUS
        for part in cookies.split(";"):
            key, _, token = part.strip().partition("=")
            if key == self._cookie:
                return await self._of_token(token, "browser")
        return ANONYMOUS

    async def _of_token(self, token: str, kind: str) -> Viewer:
        if not token or len(token) > _MAX_TOKEN or not token.isascii():
            return ANONYMOUS
        database = self._services.database
        async with database.read() as db:
            viewer = await queries.viewer_of_token(db, token_hash(token), kind, self._services.clock.now())
        return viewer or ANONYMOUS
