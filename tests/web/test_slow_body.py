"""A slow sender holds nobody up."""

import asyncio
from typing import Any

import pytest

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

    slow = asyncio.create_task(cast.app(form_of(token), receive, send))
    await waiting.wait()
    try:
        async with asyncio.timeout(5):
            assert await cast.id("bohdan")
    finally:
        rest.set()
        await slow
    assert answers[0]["status"] in (400, 404, 422)


async def test_who_hangs_up_in_the_middle_of_a_form_is_no_fault_of_ours(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    """Anybody can do it as often as they like: the log must not fill with it."""
    token = await cast.token("root", "browser")
    coming: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"lang=uk&", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, Any]:
        return coming.pop(0) if len(coming) > 1 else coming[0]

    async def send(message: dict[str, Any]) -> None:
        pass

    await cast.app(form_of(token), receive, send)
    assert len(coming) == 1
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def form_of(token: str) -> dict[str, Any]:
    """The scope of a form of 14 bytes from a browser with this session."""
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/en/boards/water/new",
        "raw_path": b"/en/boards/water/new", "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        "headers": [
            (b"host", b"127.0.0.1:8000"), (b"sec-fetch-site", b"same-origin"), (b"cookie", f"__Host-mosty_session={token}".encode()),
            (b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"14"),
        ],
    }  # fmt: skip
