"""HEAD, for link checkers and previews: what GET would answer, without the body."""

from forum.web.asgi import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """ASGI layer: a HEAD request is handled as the GET of the same address (RFC 9110, 9.3.2).

    Whoever is told that GET is allowed is therefore told of HEAD too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        without_body = scope["method"] == "HEAD"

        async def send_as_asked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [_with_head(*pair) for pair in message["headers"]]}
            elif without_body and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"} if without_body else scope, receive, send_as_asked)


def _with_head(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name.lower() != b"allow":
        return name, value
    methods = {method.strip() for method in value.split(b",")}
    return name, b", ".join(sorted(methods | {b"HEAD"} if b"GET" in methods else methods))
