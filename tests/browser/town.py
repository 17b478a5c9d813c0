"""The pages of the demo town, by what they are."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.person import fill
from tests.live import LiveServer

OFFICIAL, MODERATOR = "oksana@example.org", "tomasz@example.org"
BOARD = "/boards/water-and-heating"


def asked(server: LiveServer, path: str) -> Any:
    """What the API answers to everybody."""
    with urllib.request.urlopen(f"{server.address}/api/v1{path}") as answer:
        return json.load(answer)


def longest_thread(server: LiveServer) -> str:
    """The path of a board's thread with the most posts."""
    threads = asked(server, f"{BOARD}/threads")["items"]
    return "/threads/" + str(max(threads, key=lambda thread: thread["posts"])["id"])


def thread_with_a_poll(server: LiveServer) -> str:
    """The path of the thread that asks how to interpret at meetings, of which nobody sees results before a vote."""
    threads = asked(server, "/boards/budgets-and-funding/threads")["items"]
    return "/threads/" + str(next(thread["id"] for thread in threads if thread["title"].startswith("Усний переклад")))


def visit_that_is(server: LiveServer, status: str) -> str:
    """The path of the first visit of a status, over all times."""
    visits = asked(server, "/visits?from=2020-01-01T00:00:00Z&limit=100")["items"]
    return "/visits/" + str(next(visit["id"] for visit in visits if visit["status"] == status))


def visit_called(server: LiveServer, word: str) -> str:
    """The path of the first visit with a word in one of its titles, over all times."""
    visits = asked(server, "/visits?from=2020-01-01T00:00:00Z&limit=100")["items"]
    return "/visits/" + str(next(visit["id"] for visit in visits if word in " ".join(visit["title"].values())))


def sign_in(context: BrowserContext, server: LiveServer, email: str, locale: str = "en") -> Page:
    """A page of somebody of the town who has just signed in."""
    page = context.new_page()
    page.goto(f"{server.address}/{locale}/sign-in")
    fill(page, email=email, password=(server.folder / "demo_password").read_text())
    with page.expect_navigation():
        page.locator('main form[action$="/sign-in"] button').click()
    expect(page.locator(".site-header .menu")).to_be_attached()
    return page


def writer(server: LiveServer) -> str:
    """The page of somebody who opened a thread."""
    thread = asked(server, f"{BOARD}/threads")["items"][0]
    return f"/people/{thread['author']['id']}"


def public_paths(server: LiveServer) -> Iterator[str]:
    """What everybody may open."""
    thread, live, coming = longest_thread(server), visit_that_is(server, "live"), visit_that_is(server, "published")
    yield from ("/", "/boards", BOARD, thread, "/visits", "/visits?when=past", live, f"{live}/room", coming)
    yield from (f"{coming}/room", visit_that_is(server, "cancelled"), visit_that_is(server, "ended"))
    yield from (f"{visit_that_is(server, 'ended')}/minutes", f"{visit_that_is(server, 'ended')}/report")
    yield from (f"{BOARD}/embed", f"/embed{BOARD}", writer(server))
    yield from (
        "/municipalities",
        "/municipalities/drohobych",
        "/days",
        "/search",
        "/search?q=water+supply&lang=uk",
        "/sign-in",
        "/register",
        "/forgot",
        "/about",
        "/terms",
        "/accessibility",
        "/source",
        "/outbox",
        "/nowhere",
    )


def official_paths(server: LiveServer) -> Iterator[str]:
    """What an official sees beyond that, or otherwise."""
    live = visit_that_is(server, "live")
    yield from (longest_thread(server), f"{BOARD}/new", "/visits/new", "/visits", live, f"{live}/room")
    over = visit_called(server, "okienkach")
    yield from (f"{over}/minutes", f"{over}/minutes/changes", f"{over}/feedback", f"{over}/certificate")
    yield from ("/profile", "/profile/password", "/profile/sessions", "/profile/following", "/new-posts")
    yield from ("/notifications", "/notifications/settings", writer(server))
