"""What a person does in a browser, by what stands on the page; works without scripts as well."""

import re
from typing import Any
from urllib.parse import urlparse

from playwright.sync_api import BrowserContext, Locator, Page, expect

PASSWORD = "lipa nad rzeką w maju"


class Person:
    """Somebody at one page of their own browser, in one language."""

    def __init__(self, context: BrowserContext, address: str, *, name: str, email: str, lang: str) -> None:
        self.context = context
        self.address = address
        self.name = name
        self.email = email
        self.lang = lang
        self.page: Page = context.new_page()

    def open(self, path: str) -> None:
        """A page of the site, by its path without the language."""
        self.page.goto(f"{self.address}/{self.lang}{path}")

    def press(self, form: str) -> None:
        """The first button of the form that posts to an address with such an end, and wait for the next page."""
        with self.page.expect_navigation():
            self.page.locator(
                f'main form[action$="{form}"] button[type=submit]:not([tabindex], [name=attach], [name=move])'
            ).first.click()

    @property
    def path(self) -> str:
        return urlparse(self.page.url).path

    def register(self, zone: str) -> None:
        self.open("/register")
        fill(self.page, name=self.name, email=self.email, password=PASSWORD)
        self.page.check('[name=age_band][value="adult"]')
        self.page.select_option("[name=lang]", self.lang)
        self.page.select_option("[name=zone]", zone)
        self.press("/register")
        expect(self.page).to_have_url(re.compile("/register/done$"))

    def confirm(self) -> None:
        """Follow the mail's link, see that looking changed nothing, and press its button."""
        self.open("/outbox")
        mail = self.page.locator("li.mail", has_text=self.email)
        expect(mail).to_have_count(1)
        link = mail.locator('a[href*="/confirm/"]').get_attribute("href")
        assert link is not None
        for _ in range(2):
            self.page.goto(link)
            expect(self.page.locator('main form[action*="/confirm/"] button')).to_be_visible()
        self.press(urlparse(link).path)
        expect(self.page.locator("[data-notice]")).to_be_visible()

    def sign_in(self) -> None:
        self.open("/sign-in")
        fill(self.page, email=self.email, password=PASSWORD)
        self.press("/sign-in")
        expect(self.page.locator(".site-header .menu")).to_be_attached()

    def enter(self, room: str) -> None:
        """Open a room's page and be live in it."""
        self.open(room)
        self.expect_state("live")

    def expect_state(self, state: str) -> None:
        # The first return after a lost connection is up to 8 s away, by design.
        expect(self.page.locator("[data-room-status]")).to_have_attribute("data-state", state, timeout=30_000)

    def say(self, text: str, lang: str) -> None:
        """Send a message; its field is empty again once it is kept."""
        self.page.select_option("[name=lang]", lang)
        self.page.fill("[name=text]", text)
        self.page.press("[name=text]", "Enter")
        expect(self.page.locator("[name=text]")).to_have_value("")

    def bubble(self, text: str) -> Locator:
        """The words of one message that the server has."""
        return self.page.locator(".entry[data-seq] .entry__bubble", has_text=text)

    def waiting(self) -> Locator:
        """Messages that are kept here and not known to be there."""
        return self.page.locator("[data-outbox]")

    def rows(self) -> list[dict[str, Any]]:
        """What the page shows of the talk: seq, author, language and words of every message, in order."""
        rows: list[dict[str, Any]] = self.page.eval_on_selector_all(
            ".chat__entries > .entry[data-seq]",
            """rows => rows.map(row => { const text = row.querySelector('[data-part="text"]');
            return {seq: Number(row.dataset.seq), author: row.dataset.author, lang: text.lang, text: text.innerText.trim()} })""",
        )
        return rows


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.fill(f"main [name={name}]", value)
