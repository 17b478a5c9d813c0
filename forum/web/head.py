"""HEAD, for link checkers and previews: what GET would answer, without the body."""

from forum.web.asgi import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """ASGI layer: a HEAD request is handled as the GET of the same address (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_without_body)
