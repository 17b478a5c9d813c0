"""What one does to somebody's post with one press: thank for it, and quote from it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import town as pages
from tests.browser.conftest import NewContext
from tests.live import LiveServer

pytestmark = pytest.mark.browser

READER = "halyna@example.org"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_press_thanks_for_a_post_and_another_takes_it_back(
    town: LiveServer, new_context: NewContext, scripts: bool
) -> None:
    page = pages.sign_in(new_context(java_script_enabled=scripts), town, READER)
    page.goto(f"{town.address}/en{pages.longest_thread(town)}")
    unthanked = page.locator("form.reactions", has=page.locator("[value=thanks][aria-pressed=false]")).first
    thanks = page.locator(f'form[action="{unthanked.get_attribute("action")}"] [value=thanks]')
    number = thanks.locator("[data-count]")
    before = int(number.inner_text() or 0)
    for pressed, counted in (("true", before + 1), ("false", before)):
        thanks.click()
        for _ in range(2):
            expect(thanks).to_have_attribute("aria-pressed", pressed)
            expect(number).to_have_text(str(counted or ""))
            page.goto(f"{town.address}/en{pages.longest_thread(town)}")


def test_marked_words_are_quoted_and_the_reply_says_what_it_answers(town: LiveServer, new_context: NewContext) -> None:
    page = pages.sign_in(new_context(), town, READER)
    page.goto(f"{town.address}/en{pages.longest_thread(town)}")
    expect(page.locator("[data-quote-button]")).to_be_hidden()
    words = page.locator("#post-2 [data-quotable] p").first
    words.select_text()
    page.locator("[data-quote-button]").click()
    marked = " ".join(words.inner_text().split())
    body = page.locator("main [name=body]")
    expect(body).to_be_focused()
    assert " ".join(body.input_value().replace("\n> ", " ").split()) == f"> {marked}"
    page.keyboard.type("We do the same.")
    with page.expect_navigation():
        page.locator(".reply .actions button[type=submit]").first.click()
    answer = page.locator(".post").last
    expect(answer.locator("blockquote")).to_contain_text(words_of(marked)[0])
    expect(answer.locator(".post__body > p")).to_have_text("We do the same.")
    answer.locator(".post__answers a").click()
    expect(page).to_have_url(re.compile("#post-2$"))


def test_without_scripts_a_whole_post_is_quoted(town: LiveServer, new_context: NewContext) -> None:
    page = pages.sign_in(new_context(java_script_enabled=False), town, READER)
    page.goto(f"{town.address}/en{pages.longest_thread(town)}")
    first = words_of(page.locator("#post-1 [data-quotable]").inner_text())[0]
    page.locator("#post-1 [data-quote-post]").click()
    expect(page.locator("main [name=body]")).to_have_value(re.compile(rf"^> .*{re.escape(first)}"))


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)
