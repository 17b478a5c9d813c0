"""S21: what a fresh account may do on its first day."""

import dataclasses
import io
import uuid
from typing import Any

import httpx
import pytest
from litestar import Litestar
from PIL import Image

from forum.discussion.rules import newcomers
from forum.foundation.settings import SettingError, from_environment
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import Talk, new
from tests.discussion.test_pages import path_of

THREE_LINKS = "https://one.example https://two.example [three](https://three.example)"


@pytest.fixture(autouse=True)
def limits_on(cast: Cast, handlers: Litestar) -> None:
    """The limits of newcomers, without those of pace."""
    settings = dataclasses.replace(cast.services.settings, limits=True, known_domains=("example.com", "лучани.укр"))
    handlers.state.services = dataclasses.replace(cast.services, settings=settings)


async def open_threads(client: httpx.AsyncClient, count: int, **changes: Any) -> list[httpx.Response]:
    return [
        await client.post("/api/v1/boards/water/threads", json={**new(), "title": "Труби", **changes})
        for _ in range(count)
    ]


async def reply_to(client: httpx.AsyncClient, thread: dict[str, Any], **changes: Any) -> httpx.Response:
    return await client.post(f"/api/v1/threads/{thread['id']}/posts", json=new(**changes))


async def test_s21_three_threads_on_the_first_day_and_more_on_the_second(
    cast: Cast, talk: Talk, clock: TurnedClock
) -> None:
    bohdan = await cast.program("bohdan")
    answers = await open_threads(bohdan, 4)
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    problem = answers[-1].json()
    assert problem["code"] == "newcomer_threads"
    assert (problem["limit"], problem["until"]) == (3, "2027-02-02T09:00:00Z")
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 24 * 3600 + 1
    assert answers[-1].headers["Content-Type"].startswith("application/problem+json")
    listed = (await bohdan.get("/api/v1/boards/water/threads")).json()["items"]
    assert len(listed) == 3
    first = {**new(), "title": "Труби"}
    clock.turn(hours=24)
    assert (await bohdan.post("/api/v1/boards/water/threads", json=first)).status_code == 201
    assert (await bohdan.post("/api/v1/boards/water/threads", json=first)).status_code == 200


async def test_s21_ten_replies_on_the_first_day_and_a_withdrawn_one_counts(cast: Cast, talk: Talk) -> None:
    thread, bohdan = await talk.thread(), await cast.program("bohdan")
    answers = [await reply_to(bohdan, thread) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {201}
    await bohdan.delete(f"/api/v1/posts/{answers[0].json()['id']}")
    refused = await reply_to(bohdan, thread)
    assert (refused.status_code, refused.json()["code"]) == (429, "newcomer_replies")
    # A thread is no reply.
    assert [answer.status_code for answer in await open_threads(bohdan, 1)] == [201]


async def test_s21_two_links_a_text_also_after_an_edit(cast: Cast, talk: Talk) -> None:
    bohdan = await cast.program("bohdan")
    refused = (await open_threads(bohdan, 1, body=THREE_LINKS))[0]
    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (422, "newcomer_links", 2)
    two = await reply_to(bohdan, await talk.thread(), body="https://one.example https://two.example")
    assert two.status_code == 201
    edited = await bohdan.patch(f"/api/v1/posts/{two.json()['id']}", json={"body": THREE_LINKS, "version": 1})
    assert (edited.status_code, edited.json()["code"]) == (422, "newcomer_links")
    read = await bohdan.get(f"/api/v1/posts/{two.json()['id']}/versions")
    assert "three.example" not in read.text


async def test_s21_the_form_says_so_in_the_readers_language_and_keeps_what_was_typed(cast: Cast, talk: Talk) -> None:
    thread, browser = await talk.thread(), await cast.browser("bohdan")
    said = {"uk": "не більше ніж 2", "en": "at most 2 links", "pl": "najwyżej 2"}
    for locale, words in said.items():
        for path, more in (("/boards/water/new", {"title": "Труби"}), (path_of(thread), {})):
            page = await browser.post(f"/{locale}{path}", data={**new(body=THREE_LINKS), **more})
            assert page.status_code == 422
            assert words in page.text.replace("\xa0", " ")
            assert "[three](https://three.example)" in page.text
    own = (await (await cast.program("bohdan")).post(f"/api/v1/threads/{thread['id']}/posts", json=new())).json()
    page = await browser.post(f"/en/posts/{own['id']}/edit", data={"body": THREE_LINKS, "version": "1"})
    assert page.status_code == 422
    assert said["en"] in page.text
    assert "[three](https://three.example)" in page.text


async def test_s21_no_pictures_on_the_first_day(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    bohdan, picture = await cast.browser("bohdan"), io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(picture, "PNG")
    typed = {**new(), "title": "Труби", "description": "A pipe"}
    first = await bohdan.post("/en/boards/water/new", data=typed, files={"file": ("a.png", picture.getvalue())})
    assert first.status_code == 422
    assert "carry no pictures" in first.text
    assert typed["body"] in first.text
    clock.turn(hours=25)
    later = await bohdan.post("/en/boards/water/new", data=typed, files={"file": ("a.png", picture.getvalue())})
    assert later.status_code == 303


async def test_s21_officials_and_moderators_are_not_limited(cast: Cast, talk: Talk) -> None:
    for name in ("tomasz", "ada", "root"):
        answers = await open_threads(await cast.program(name), 5, body=THREE_LINKS)
        assert {answer.status_code for answer in answers} == {201}


async def test_s21_an_account_that_lay_waiting_is_new_from_its_confirmation_on(
    cast: Cast, talk: Talk, clock: TurnedClock
) -> None:
    await cast.id("late", created_at=clock.now().replace(year=2026))
    assert [answer.status_code for answer in await open_threads(await cast.program("late"), 4)][-1] == 429


async def test_s21_known_domains_count_not_and_match_whole_labels_only(cast: Cast, talk: Talk) -> None:
    bohdan = await cast.program("bohdan")
    known = "https://example.com https://a.example.com/x https://EXAMPLE.com. https://рада.лучани.укр"
    assert (await open_threads(bohdan, 1, body=known))[0].status_code == 201
    for foreign in ("https://attacker-example.com", "https://example.com.evil.test", "https://example.com@evil.test"):
        refused = (await open_threads(bohdan, 1, body=f"{foreign} {foreign}/2 {foreign}/3"))[0]
        assert refused.json()["code"] == "newcomer_links", foreign


@pytest.mark.parametrize(
    ("host", "domain", "within"),
    [
        ("example.com", "example.com", True),
        ("a.b.example.com", "example.com", True),
        ("attacker-example.com", "example.com", False),
        ("xexample.com", "example.com", False),
        ("com", "example.com", False),
        ("example.com.evil.test", "example.com", False),
        ("", "example.com", False),
        ("example.com", "", False),
    ],
)
def test_s21_a_domain_is_matched_by_whole_labels(host: str, domain: str, within: bool) -> None:
    assert newcomers.is_within(host, domain) is within


@pytest.mark.parametrize("domains", [".example.com", "example..com", "com", "https://example.com", "*.example.com"])
def test_s21_a_list_of_domains_that_means_something_else_stops_the_start(tmp_path: Any, domains: str) -> None:
    with pytest.raises(SettingError, match="MOSTY_KNOWN_DOMAINS"):
        from_environment({"MOSTY_DATA_DIR": str(tmp_path), "MOSTY_KNOWN_DOMAINS": domains})
    named = from_environment({"MOSTY_DATA_DIR": str(tmp_path), "MOSTY_KNOWN_DOMAINS": "lutskrada.gov.ua, rzeszow.pl"})
    assert named.known_domains == ("127.0.0.1", "lutskrada.gov.ua", "rzeszow.pl")


async def test_s21_a_repeat_of_a_refused_text_is_taken_once_it_is_shorter(cast: Cast, talk: Talk) -> None:
    bohdan, body = await cast.program("bohdan"), {**new(body=THREE_LINKS), "title": "Т", "id": str(uuid.uuid4())}
    assert (await bohdan.post("/api/v1/boards/water/threads", json=body)).status_code == 422
    body["body"] = "https://one.example"
    assert (await bohdan.post("/api/v1/boards/water/threads", json=body)).status_code == 201
