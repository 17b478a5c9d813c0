"""S5: a town in whose every field people typed payloads, seen in a browser with our policy and without it."""

import html
import re
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from playwright.sync_api import Browser, Page, Route, expect

from forum.foundation.site import Site
from forum.mail.compose import compose
from tests.browser import town as pages
from tests.browser.conftest import TIMEOUT_MS, NewContext
from tests.browser.payloads import PAYLOADS, number_of, payload
from tests.browser.poison import FIELDS, poison
from tests.browser.watch import Watch
from tests.history import NIGHTLY
from tests.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

# By night fields begin with others of the payloads that they hold, ten times over.
TURNS = range(0, 80, 8) if NIGHTLY else (0,)
# How many pages of a kind are opened; one of every other.
MANY = {"/threads/{key:str}": 4, "/visits/{key:str}": 3, "/days/{key:str}": 5}
# Pages to which no other page leads.
UNLINKED = (
    "/register/done", "/confirm/invented", "/reset/invented", "/forgot", "/welcome", "/welcome/places", "/welcome/guidelines",
    f"{pages.BOARD}/embed", f"/embed{pages.BOARD}", "/profile/password", "/register", "/sign-in", "/tags/new",
    "/search?q=onerror",
)  # fmt: skip
# What pages of the forum begin with, all of which are opened; of visits those that the demo town leads to.
FORUM = (
    "/boards", "/days", "/drafts", "/embed", "/notifications", "/people", "/posts", "/profile", "/rooms", "/search", "/tags",
    "/threads", "/welcome",
)  # fmt: skip
ANYBODY_S_FORMS = ("/register", "/sign-in", "/forgot")
FORMS = (f"{pages.BOARD}/new", "/tags/new", "/visits/new", "/profile")
QUERIES = (
    "/search?q={}",
    "/search?q=a&lang={}",
    "/visits?when={}",
    f"{pages.BOARD}?after={{}}",
    "/sign-in?next={}",
    "/{}",
)

# Type what is given into the fields of the page's form, each its own, and send it.
FILL = """texts => {
  const form = document.querySelector("main form[method=post]");
  let place = 0;
  for (const field of form.querySelectorAll("input:not([type]), input[type=text], input[type=email], input[type=search], input[type=url], textarea"))
    field.value = texts[place++ % texts.length];
  form.noValidate = true;
  form.requestSubmit();
}"""
SAY = """texts => Promise.all(texts.map(text => fetch(`/api/v1/rooms/${document.querySelector("[data-room]").dataset.room}/entries`, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ id: crypto.randomUUID(), text, lang: "en" }),
}).then(answer => answer.status)))"""


@pytest.fixture(scope="module", params=TURNS)
def poisoned(
    request: pytest.FixtureRequest, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """The demo town with payloads in the place of all its words."""
    folder = tmp_path_factory.mktemp("poisoned")
    shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
    poison(folder / "mosty.sqlite3", request.param)
    server = LiveServer(folder)
    server.start()
    yield server
    assert server.stop() == 0


def test_s5_xss_in_browser(poisoned: LiveServer, new_context: NewContext, handlers: Litestar) -> None:
    """Without the policy: no text runs, loads, sends or becomes anything on any page, and all were there to try."""
    watch = Watch(new_context(bypass_csp=True), poisoned.address)
    opened = Counter[str]()
    page = pages.sign_in(watch.context, poisoned, pages.MODERATOR)
    until_found(page, poisoned)
    crawl(watch, page, handlers, opened, MANY, ("/", *UNLINKED, *rare_pages(poisoned)))
    watch.context.clear_cookies()
    page = pages.sign_in(watch.context, poisoned, pages.OFFICIAL)
    crawl(watch, page, handlers, opened, {}, own_pages(poisoned))
    assert watch.troubles == []
    unopened = kinds(handlers) - {kind.partition("?")[0] for kind in opened}
    assert [kind for kind in unopened if kind.startswith(FORUM)] == [], "say in UNLINKED how one gets there"
    assert [name for name, number in shown() if number not in watch.seen] == []


def test_s5_with_the_policy_nothing_of_our_own_is_refused(
    poisoned: LiveServer, new_context: NewContext, handlers: Litestar
) -> None:
    watch = Watch(new_context(), poisoned.address)
    page = pages.sign_in(watch.context, poisoned, pages.MODERATOR)
    crawl(watch, page, handlers, Counter(), {}, ("/", *UNLINKED))
    assert watch.troubles == []


def test_s5_what_is_typed_and_refused_is_shown_as_typed(poisoned: LiveServer, new_context: NewContext) -> None:
    watch = Watch(new_context(bypass_csp=True), poisoned.address)
    page = watch.context.new_page()
    for number, query in enumerate(QUERIES):
        for part in list(parts(12))[:: 1 if "q={}" in query else 4]:
            status = watch.open(
                page, f"{poisoned.address}/en{query.format(quote(text_of(100 + number, part), safe=''))}"
            )
            assert status < 500, query
    for number, path in enumerate((*ANYBODY_S_FORMS, *FORMS)):
        if path == FORMS[0]:
            page = pages.sign_in(watch.context, poisoned, pages.MODERATOR)
        watch.open(page, f"{poisoned.address}/en{path}")
        texts = [payload(200 + number, index).replace("\n", " ") for index in range(number, len(PAYLOADS), 7)]
        with page.expect_navigation():
            page.evaluate(FILL, texts)
        watch.look(page)
    assert watch.troubles == []


def test_s5_what_scripts_of_ours_put_into_a_page(poisoned: LiveServer, new_context: NewContext) -> None:
    """Messages that come while one looks on, previews, names that are offered, quotes."""
    watch = Watch(new_context(bypass_csp=True), poisoned.address)
    page = pages.sign_in(watch.context, poisoned, pages.MODERATOR)
    room = page.goto(f"{poisoned.address}/en{pages.visit_that_is(poisoned, 'live')}/room")
    assert room is not None
    expect(page.locator("[data-room-status]")).to_have_attribute("data-state", "live")
    said = [text_of(300, part) for part in parts(10)]
    assert set(page.evaluate(SAY, said)) == {201}
    expect(page.locator(".entry__bubble", has_text=number_of(300, len(PAYLOADS) - 1)).first).to_be_attached()
    watch.look(page)
    page.goto(f"{poisoned.address}/en{pages.longest_thread(poisoned)}", wait_until="networkidle")
    page.locator("[data-quote-post]").last.click()
    body = page.locator("main [name=body]")
    expect(body).to_have_value(re.compile("> "))
    body.fill("@")
    expect(page.locator(".suggestions__person").first).to_be_visible()
    watch.look(page)
    body.fill(text_of(301, range(len(PAYLOADS))))
    page.locator("[data-preview-show]").click()
    expect(page.locator("[data-preview-output]")).to_contain_text(number_of(301, len(PAYLOADS) - 1))
    watch.look(page)
    assert watch.troubles == []


def test_s5_feeds_and_mails_in_a_reader_without_any_policy(poisoned: LiveServer, new_context: NewContext) -> None:
    watch = Watch(new_context(), "about:")
    page = watch.context.new_page()
    shown = [*entries(poisoned), *mails()]
    assert len(shown) > 10
    for part in shown:
        page.set_content(part)
        watch.look(page)
    assert watch.troubles == []


def test_a_page_that_escapes_nothing_is_caught(poisoned: LiveServer, chromium: Browser) -> None:
    """The same pages with what was escaped taken back: each way of telling tells, and the console is full of it."""
    context = chromium.new_context(bypass_csp=True)
    watch = Watch(context, poisoned.address)

    def unescape(route: Route) -> None:
        answer = route.fetch()
        # Some of them would lead away from the page before one can look.
        route.fulfill(response=answer, body=html.unescape(answer.text()).replace("http-equiv", "equiv"))

    context.route(re.compile("/en/boards"), unescape)
    context.route(re.compile("evil.test"), lambda route: route.abort())
    watch.open(context.new_page(), f"{poisoned.address}/en{pages.BOARD}")
    told = {line.split(": ")[-2 if line.startswith("http") else 0] for line in watch.troubles}
    context.close()
    assert told >= {"script ran", "request", "element", "attribute"}


def crawl(
    watch: Watch, page: Page, handlers: Litestar, opened: Counter[str], many: dict[str, int], starts: Iterable[str]
) -> None:
    """Open pages of each kind that links lead to, until there are enough."""
    waiting = [f"{watch.origin}/en{path}" for path in starts]
    met = set(waiting)
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(watch, handlers, address)
        if kind is None or opened[kind] >= many.get(kind, 1):
            continue
        opened[kind] += 1
        status = watch.open(page, address)
        assert status < 500, address
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href.split('#')[0])")
        waiting += [link for link in dict.fromkeys(links) if link not in met]
        met.update(links)


def kinds(handlers: Litestar) -> set[str]:
    """The patterns of all addresses of pages, below the language."""
    return {pattern for pattern, _ in _patterns(handlers)}


def kind_of(watch: Watch, handlers: Litestar, address: str) -> str | None:
    """The pattern of a page's address, with the names of its query; None for what is no page of ours in English."""
    parts = urlsplit(address)
    below = parts.path.removeprefix("/en").rstrip("/")
    if not address.startswith(f"{watch.origin}/en"):
        return None
    found = next((kind for kind, pattern in _patterns(handlers) if pattern.fullmatch(below)), None)
    return found and "?".join([found, *sorted({key for key, _ in parse_qsl(parts.query)})])


def _patterns(handlers: Litestar) -> Iterator[tuple[str, re.Pattern[str]]]:
    for route in sorted(handlers.routes, key=lambda route: route.path.count("{")):
        below = route.path.removeprefix("/{tongue:str}")
        if isinstance(route, HTTPRoute) and "GET" in route.methods and below != route.path and "." not in below:
            yield below, re.compile(re.sub(r"\{[^}]*\}", "[^/]+", below))


def rare_pages(server: LiveServer) -> Iterator[str]:
    """What few have: a poll, files, a reason why a visit or a day is off."""
    for (day,) in asked_of_store(server, "SELECT public_id FROM forum_days"):
        yield f"/days/{day}"
    yield pages.visit_that_is(server, "cancelled")
    for (thread,) in asked_of_store(
        server, "SELECT threads.public_id FROM thread_polls JOIN threads ON threads.id = thread_id"
    ):
        yield from (f"/threads/{thread}", f"/threads/{thread}/poll")
    for (post,) in asked_of_store(server, "SELECT posts.public_id FROM post_files JOIN posts ON posts.id = post_id"):
        yield f"/posts/{post}"


def own_pages(server: LiveServer) -> Iterator[str]:
    """Where an official changes and takes back what they wrote and planned."""
    own = "JOIN users ON users.id = {} WHERE email = ? AND {} LIMIT 1"
    post = "SELECT posts.public_id FROM posts " + own.format("author_id", "state = 'visible'")
    for (found,) in asked_of_store(server, post, pages.OFFICIAL):
        yield from (f"/posts/{found}/edit", f"/posts/{found}/withdrawal")
    visit = "SELECT visits.public_id FROM visits " + own.format("host_id", "starts_at > '2026'")
    for (found,) in asked_of_store(server, visit, pages.OFFICIAL):
        yield from (f"/visits/{found}/edit", f"/visits/{found}/cancellation")
    yield "/visits/new"


def asked_of_store(server: LiveServer, query: str, *values: str) -> list[tuple[str]]:
    with closing(sqlite3.connect(server.folder / "mosty.sqlite3")) as db:
        return db.execute(query, values).fetchall()


def until_found(page: Page, server: LiveServer) -> None:
    """Wait for the worker, which makes the poisoned texts findable."""
    deadline = time.monotonic() + TIMEOUT_MS / 1000
    while not page.request.get(f"{server.address}/api/v1/search?q=onerror").json()["items"]:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def shown() -> Iterator[tuple[str, str]]:
    """The name and number of each that pages show whole: Markdown leaves some addresses out, search cuts texts."""
    for number, field in enumerate(FIELDS):
        for index, _ in enumerate(PAYLOADS):
            told = payload(number, index)
            if field.column != "texts" and (not field.html or number_of(number, index) in field.renderer(told)):
                yield f"{field.table}.{field.column} {told}", number_of(number, index)


def parts(most: int) -> Iterator[range]:
    """The places of all payloads in so many parts."""
    size = -(-len(PAYLOADS) // most)
    for start in range(0, len(PAYLOADS), size):
        yield range(start, min(start + size, len(PAYLOADS)))


def text_of(number: int, places: Iterable[int]) -> str:
    return "\n\n".join(payload(number, index) for index in places)


def entries(server: LiveServer) -> Iterator[str]:
    """The HTML of what feeds tell."""
    paths = [pages.BOARD, pages.longest_thread(server), pages.writer(server)]
    for path in paths:
        with urlopen(f"{server.address}/en{path}/feed.atom") as answer:
            feed = ElementTree.fromstring(answer.read())
        yield from (element.text or "" for element in feed.iter("{http://www.w3.org/2005/Atom}content"))


def mails() -> Iterator[str]:
    """The HTML of mails that tell of posts and visits."""
    now = datetime(2027, 1, 1, tzinfo=UTC)
    for part in parts(10):
        words = text_of(400, part)
        told = {
            "title": words,
            "author": words,
            "excerpt": words,
            "link": "/en/",
            "settings": "/en/",
            "reason": words,
            "seated": True,
        }
        when = {"starts_at": now, "zone": "Europe/Kyiv", "host_zone": "Europe/Kyiv", "kind": "answer"}
        for template in ("notifications/told", "visits/cancelled"):
            mail = compose(Site(), to="a@example.org", lang="en", template=template, facts={**told, **when}, now=now)
            read = message_from_bytes(mail.content, policy=policy.default).get_body(("html",))
            assert read is not None
            yield read.get_content()
