"""A real server with the demo town, and real browsers."""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.browser.room import Room
from tests.history import NIGHTLY
from tests.live import LiveServer

# A closed network, and a browser that does not look for its maker's hosts at every start.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}

TIMEOUT_MS = 15_000
# Every field on every page takes four minutes.
collect_ignore = [] if NIGHTLY else ["test_xss.py"]

NewContext = Callable[..., BrowserContext]


# Not for the session: the loop that it keeps would be in the way of every asynchronous test after it.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(args=FLAGS, executable_path=chromium_path())
    yield browser
    browser.close()


def chromium_path() -> str | None:
    """Debian's Chromium where it is installed; None means Playwright's own."""
    return shutil.which("chromium")


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[NewContext]:
    """Makes browser contexts (a person's own cookies and storage); fails the test on errors in the console."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options})
        context.set_default_timeout(TIMEOUT_MS)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda message: _note(complaints, message))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints: list[str], message: Any) -> None:
    # A lost connection and a refused answer are part of some stories; a script that fails or a blocked file never is.
    expected = re.compile(
        r"net::ERR_|WebSocket connection to|Failed to load resource: the server responded with a status"
    )
    if message.type == "error" and not expected.search(message.text):
        complaints.append(message.text)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder holding the demo town, to be copied; the first worker who needs it writes it for all."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "written").exists():
            LiveServer(folder).command("demo")
            (folder / "written").touch()
    return folder


@pytest.fixture(scope="module")
def town(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server over a copy of the demo town, for the tests of one file."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
    server = LiveServer(folder)
    server.start()
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def room(town: LiveServer) -> Room:
    return Room(town)
