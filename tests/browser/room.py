"""The demo town's live room, and what one does in it."""

import json
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from tests.browser import town as pages
from tests.live import LiveServer

HOST, GUEST = "marek@example.org", "oksana@example.org"


class Room:
    """The demo town's live room."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self._tokens: dict[str, str] = {}
        found = next(v for v in pages.asked(server, "/visits?from=2020-01-01T00:00:00Z&limit=100")["items"]
                     if v["status"] == "live")  # fmt: skip
        self.path, self.entries = f"/visits/{found['id']}/room", f"/rooms/{found['room']}/entries"

    def enter(self, page: Page, locale: str = "en") -> Page:
        page.goto(f"{self.server.address}/{locale}{self.path}")
        expect_state(page, "live")
        return page

    def token(self, email: str) -> str:
        if email not in self._tokens:
            self._tokens[email] = self.server.command("token", "create", "--user", email).strip()
        return self._tokens[email]

    def said(self, text: str) -> list[dict[str, Any]]:
        """The messages with exactly this text."""
        log = pages.asked(self.server, f"{self.entries}?after=0&limit=500")["entries"]
        return [entry for entry in log if entry["kind"] == "said" and entry["text"] == text]


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("[data-room-status]")).to_have_attribute("data-state", state, timeout=30_000)


def say(page: Page, text: str) -> None:
    page.fill("[name=text]", text)
    page.press("[name=text]", "Enter")


def entry(page: Page, text: str) -> Locator:
    return page.locator(".entry[data-seq]", has_text=text)


def bearer(room: Room, email: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {room.token(email)}"}


def moderate(room: Room, path: str, method: str) -> None:
    """Hide a message, or show it again, as a moderator's program does."""
    request = Request(f"{room.server.address}/api/v1{path}", headers=bearer(room, pages.MODERATOR), method=method)
    with urlopen(request) as answer:
        assert answer.status == 200


def tell(room: Room, email: str, *texts: str) -> None:
    """Say something as a program does."""
    headers = {**bearer(room, email), "Content-Type": "application/json"}
    for text in texts:
        body = json.dumps({"id": str(uuid4()), "text": text, "lang": "en"}).encode()
        with urlopen(Request(f"{room.server.address}/api/v1{room.entries}", body, headers)) as answer:
            assert answer.status == 201
