"""What people know from other forums, with a mouse: reactions, quotes, tags, polls, answers."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import town as pages
from tests.browser.conftest import NewContext
from tests.browser.person import fill
from tests.live import LiveServer

pytestmark = pytest.mark.browser

READER, OTHER = "halyna@example.org", "bohdan@example.org"


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


def test_a_tag_leads_to_what_was_said_under_it(town: LiveServer, new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(f"{town.address}/en{pages.BOARD}")
    row = page.locator(".thread-row", has=page.locator(".tag")).first
    title, tag = row.locator(".thread-row__title").inner_text(), row.locator(".tag").first.inner_text()
    row.locator(".tag").first.click()
    expect(page.locator("h1")).to_contain_text(tag)
    expect(page.locator(".thread-row__title", has_text=title)).to_be_visible()


def test_a_vote_is_cast_and_taken_back(town: LiveServer, new_context: NewContext) -> None:
    page = pages.sign_in(new_context(), town, READER, "pl")
    page.goto(f"{town.address}/pl{pages.thread_with_a_poll(town)}")
    poll = page.locator(".poll")
    expect(poll.locator(".poll__results")).to_have_count(0)
    poll.get_by_label("Tłumaczenie pisemne na czacie").check()
    with page.expect_navigation():
        poll.locator("button[type=submit]").first.click()
    expect(poll.locator(".poll__results caption")).to_contain_text("9")
    expect(poll.get_by_label("Tłumaczenie pisemne na czacie")).to_be_checked()
    with page.expect_navigation():
        poll.locator(".post-button button").click()
    expect(poll.locator(".poll__results")).to_have_count(0)


def test_the_answer_is_marked_by_who_asked_and_leads_to_its_post(town: LiveServer, new_context: NewContext) -> None:
    asking = pages.sign_in(new_context(), town, READER)
    asking.goto(f"{town.address}/en{pages.BOARD}/new")
    fill(asking, title="Who checks a boiler?", body="Is it the town or the school?")
    with asking.expect_navigation():
        asking.locator(f'main form[action*="{pages.BOARD}/new"] .actions button[type=submit]').first.click()
    thread = asking.url
    knowing = pages.sign_in(new_context(), town, OTHER)
    knowing.goto(thread)
    fill(knowing, body="The school, once a year.")
    with knowing.expect_navigation():
        knowing.locator(".reply .actions button[type=submit]").first.click()
    asking.goto(thread)
    with asking.expect_navigation():
        asking.get_by_role("button", name="Mark as the answer").click()
    expect(asking.locator(".answer")).to_contain_text("The school, once a year.")
    asking.locator(".answer a").last.click()
    expect(asking).to_have_url(re.compile("#post-2$"))
    expect(asking.locator("#post-2")).to_be_in_viewport()


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)
