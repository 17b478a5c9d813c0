"""A slow sender holds nobody up."""

import asyncio
from typing import Any

from tests.cast import Cast


async def test_a_form_that_comes_in_slowly_does_not_keep_others_from_writing(cast: Cast) -> None:
    token = await cast.token("root", "browser")
    rest = asyncio.Event()
    waiting = asyncio.Event()
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not waiting.is_set():
            waiting.set()
            return {"type": "http.request", "body": b"lang=uk&", "more_body": True}
        await rest.wait()
        return {"type": "http.request", "body": b"next=/", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/en/boards/water/new",
        "raw_path": b"/en/boards/water/new", "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        "headers": [
            (b"host", b"127.0.0.1:8000"), (b"sec-fetch-site", b"same-origin"), (b"cookie", f"__Host-mosty_session={token}".encode()),
            (b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"14"),
        ],
    }  # fmt: skip
    slow = asyncio.create_task(cast.app(scope, receive, send))
    await waiting.wait()
    try:
        async with asyncio.timeout(5):
            assert await cast.id("bohdan")
    finally:
        rest.set()
        await slow
    assert answers[0]["status"] in (400, 404, 422)
