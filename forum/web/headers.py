"""Security headers on every answer, whoever gives it."""

from forum.web.asgi import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
# For bytes that people brought: nothing in them may run, load or point anywhere, whatever a browser takes them for.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
# For a page that other sites may show in a frame: nothing in it runs, sends or sets anything.
FRAMED = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
_UNUSED = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "microphone",
    "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _UNUSED)
# For a page whose address is a secret: what its links and files are asked with names the site alone. `no-referrer`
# would also make browsers state "Origin: null" with its forms (Fetch, 3.2), which are then refused as cross-site
# wherever Sec-Fetch-Site is not sent: over plain http, and by older browsers.
SITE_ALONE = "strict-origin"
_REFERRER_POLICY = b"referrer-policy"
# A cache that many share may keep what says nothing of this (RFC 9111, 4.2.2): one person's answer, for another.
_UNSAID = (b"cache-control", b"no-store")
ALWAYS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains; preload"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (_REFERRER_POLICY, b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", PERMISSIONS_POLICY.encode()),
]
_NAMES = {name for name, _ in ALWAYS}
# What an answer may ask for in the place of everybody's: stricter, but for who may frame it.
_FRAMED = (b"content-security-policy", FRAMED.encode())
_INSTEAD = {(_REFERRER_POLICY, SITE_ALONE.encode()), (b"content-security-policy", SANDBOX.encode()), _FRAMED}
_STARTS = ("http.response.start", "websocket.http.response.start")


class SecurityHeaders:
    """ASGI layer around everything, so that a 404, a 413 and a 500 carry them too, and an upgrade that is refused."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        upgrading = scope["type"] == "websocket" and "websocket.http.response" in (scope.get("extensions") or {})

        async def send_with_headers(message: Message) -> None:
            nonlocal upgrading
            if upgrading and message["type"] == "websocket.close":
                # Closed before it was accepted: servers answer that with a bare 403.
                await send({"type": _STARTS[1], "status": 403, "headers": [(b"content-length", b"0"), *ALWAYS]})
                message = {"type": "websocket.http.response.body", "body": b"", "more_body": False}
            upgrading = False
            if message["type"] in _STARTS:
                given = [(name.lower(), value) for name, value in message.get("headers", [])]
                asked = dict(pair for pair in given if pair in _INSTEAD)
                ours = [(name, asked.get(name, value)) for name, value in ALWAYS] if asked else ALWAYS
                if _FRAMED in ours:
                    ours = [pair for pair in ours if pair[0] != b"x-frame-options"]
                unsaid = [] if any(name == _UNSAID[0] for name, _ in given) else [_UNSAID]
                message["headers"] = [*(pair for pair in given if pair[0] not in _NAMES), *ours, *unsaid]
            await send(message)

        await self._app(scope, receive, send_with_headers)
