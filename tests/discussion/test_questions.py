"""In a thread that collects questions, people vote for those that they want to be answered first."""

import re
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from forum.discussion.models import Post, QuestionVote
from forum.discussion.queries import questions
from forum.foundation.database import table
from tests.cast import Cast
from tests.discussion.conftest import Talk
from tests.discussion.test_moderation import audited
from tests.discussion.test_pages import path_of


@pytest.fixture
async def thread(cast: Cast, talk: Talk) -> dict[str, Any]:
    """A thread of Olena's that collects questions."""
    opened = await talk.thread()
    answer = await (await cast.program("ada")).put(f"/api/v1/threads/{opened['id']}/questions")
    assert (answer.status_code, answer.json()["questions"]) == (200, True)
    return opened


async def vote(cast: Cast, name: str, post: dict[str, Any]) -> httpx.Response:
    return await (await cast.program(name)).put(f"/api/v1/posts/{post['id']}/vote")


async def take_back(cast: Cast, name: str, post: dict[str, Any]) -> httpx.Response:
    return await (await cast.program(name)).delete(f"/api/v1/posts/{post['id']}/vote")


async def order(cast: Cast, thread: dict[str, Any], **params: Any) -> list[tuple[int, int]]:
    """Number and votes of the questions, as they stand."""
    guest = await cast.program()
    answer = await guest.get(f"/api/v1/threads/{thread['id']}/questions", params=params)
    return [(post["number"], post["votes"]) for post in answer.json()["items"]]


async def test_questions_stand_by_votes_then_age_and_a_vote_counts_once(
    cast: Cast, talk: Talk, thread: dict[str, Any]
) -> None:
    asked = [await talk.reply(thread, "tomasz", body=f"Question {n}") for n in range(3)]
    answer = await talk.reply(thread, "olena", body="An answer", reply_to=asked[0]["id"])
    assert await order(cast, thread) == [(2, 0), (3, 0), (4, 0)]
    for name in ("olena", "bohdan", "bohdan"):
        shown = await vote(cast, name, asked[2])
    assert (shown.status_code, shown.json()["votes"], shown.json()["voted"]) == (200, 2, True)
    await vote(cast, "olena", asked[1])
    assert await order(cast, thread) == [(4, 2), (3, 1), (2, 0)]
    for _ in range(2):
        back = await take_back(cast, "bohdan", asked[2])
        assert (back.status_code, back.json()["votes"], back.json()["voted"]) == (200, 1, False)
    assert await order(cast, thread) == [(3, 1), (4, 1), (2, 0)]
    refused = [
        (await vote(cast, "tomasz", asked[0]), "own_question"),
        (await vote(cast, "bohdan", answer), "not_a_question"),
    ]
    opening = await talk.opening(thread)
    refused.append((await vote(cast, "bohdan", opening), "not_a_question"))
    assert [(said.json()["code"], code) for said, code in refused] == [(code, code) for _, code in refused]
    assert (await (await cast.browser()).put(f"/api/v1/posts/{asked[0]['id']}/vote")).status_code == 401


async def test_the_page_shows_them_in_that_order_with_their_answers_and_without_scripts(
    cast: Cast, talk: Talk, thread: dict[str, Any]
) -> None:
    first = await talk.reply(thread, "tomasz", body="The first question")
    second = await talk.reply(thread, "tomasz", body="The second question")
    await talk.reply(thread, "olena", body="Answering the second", reply_to=second["id"])
    bohdan, path = await cast.browser("bohdan"), f"/en{path_of(thread)}"

    async def numbers(query: str = "") -> list[str]:
        return re.findall(r'<article class="post[^"]*" id="post-(\d+)"', (await bohdan.get(path + query)).text)

    assert await numbers() == ["1", "2", "3", "4"]
    voted = await bohdan.post(f"/en/posts/{second['id']}/vote", data={"end": ""})
    assert (voted.status_code, voted.headers["location"]) == (303, f"{path}#post-3")
    assert await numbers() == ["1", "3", "4", "2"]
    assert await numbers("?order=age") == ["1", "2", "3", "4"]
    page = (await bohdan.get(path)).text
    assert re.findall(r'aria-pressed="(\w+)"[^>]*><svg class="icon icon--vote"', page) == ["true", "false"]
    assert "Your question" in page
    await bohdan.post(f"/en/posts/{second['id']}/vote", data={"end": "1"})
    assert await numbers() == ["1", "2", "3", "4"]
    link = await bohdan.get(f"/en/posts/{first['id']}")
    assert link.headers["location"] == f"{path}?order=age#post-2"
    guest = (await (await cast.browser()).get(path)).text
    assert "0 votes" in guest
    assert "/vote" not in guest
    own = (await (await cast.browser("tomasz")).get(path)).text
    assert "/vote" not in own


async def test_answers_that_do_not_fit_are_told_of_and_those_of_other_threads_stay_there(
    cast: Cast, talk: Talk, thread: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "MOST_ANSWERS", 2)
    asked = await talk.reply(thread, "tomasz", body="The question")
    other = await talk.thread()
    astray = await talk.reply(other, "bohdan", body="Written elsewhere")
    for number in range(2):
        await talk.reply(thread, "olena", body=f"Answer {number}", reply_to=asked["id"])
    posts = table(Post)
    async with cast.services.database.work() as work:
        row = sa.select(posts.c.id).where(posts.c.public_id == asked["id"]).scalar_subquery()
        await work.db.execute(sa.update(posts).where(posts.c.public_id == astray["id"]).values(reply_to_id=row))
    guest, path = await cast.browser(), f"/en{path_of(thread)}"
    page = (await guest.get(path)).text
    assert ("Answer 1" in page, "Written elsewhere" in page, "more answers than fit" in page) == (True, False, False)
    await talk.reply(thread, "olena", body="Answer 2", reply_to=asked["id"])
    page = (await guest.get(path)).text
    assert ("Answer 1" in page, "Answer 2" in page, "more answers than fit" in page) == (True, False, True)
    assert "Answer 2" in (await guest.get(f"{path}?order=age")).text


async def test_pages_go_by_key_at_the_same_cost(cast: Cast, talk: Talk, thread: dict[str, Any]) -> None:
    asked = [await talk.reply(thread, "tomasz", body=f"Question {n}") for n in range(5)]
    await vote(cast, "olena", asked[3])
    guest, seen, after = await cast.program(), [], None
    for _ in range(3):
        params = {"limit": 2, **({"after": after} if after else {})}
        page = (await guest.get(f"/api/v1/threads/{thread['id']}/questions", params=params)).json()
        seen += [post["number"] for post in page["items"]]
        after = page["next"]
    assert (seen, after) == ([5, 2, 3, 4, 6], None)
    for wrong in ("nonsense", "WzEsMl0x"):
        answer = await guest.get(f"/api/v1/threads/{thread['id']}/questions", params={"after": wrong})
        assert answer.status_code == 422
    assert (await (await cast.browser()).get(f"/en{path_of(thread)}?below=nonsense")).status_code == 422


async def test_answered_is_said_by_moderators_and_who_opened_the_thread(
    cast: Cast, talk: Talk, thread: dict[str, Any]
) -> None:
    asked = await talk.reply(thread, "tomasz")
    for name, status in (("tomasz", 403), ("bohdan", 403), ("olena", 200), ("ada", 200)):
        answer = await (await cast.program(name)).put(f"/api/v1/posts/{asked['id']}/answered")
        assert answer.status_code == status, name
    assert answer.json()["answered"] is True
    page = (await (await cast.browser()).get(f"/en{path_of(thread)}")).text
    assert "Has an answer" in page
    ada = await cast.browser("ada")
    assert "Mark as not answered" in (await ada.get(f"/en{path_of(thread)}")).text
    assert (await ada.post(f"/en/posts/{asked['id']}/answered", data={"end": "1"})).status_code == 303
    assert "Has an answer" not in (await (await cast.browser()).get(f"/en{path_of(thread)}")).text
    kept = [key for key in await audited(cast) if key.startswith("question")]
    assert kept == ["question.answered", "question.reopened"]


async def test_r13_hidden_and_withdrawn_questions_are_not_among_them(
    cast: Cast, talk: Talk, thread: dict[str, Any]
) -> None:
    hidden, withdrawn = [await talk.reply(thread, "tomasz", body=f"zq{what}") for what in ("hidden", "withdrawn")]
    below = await talk.reply(thread, "olena", body="zqbelow", reply_to=hidden["id"])
    for post in (hidden, withdrawn):
        await vote(cast, "olena", post)
    await talk.hide(hidden)
    await (await cast.program("tomasz")).delete(f"/api/v1/posts/{withdrawn['id']}")
    assert await order(cast, thread) == []
    page = (await (await cast.browser("olena")).get(f"/en{path_of(thread)}")).text
    assert [word for word in ("zqhidden", "zqwithdrawn", "zqbelow") if word in page] == []
    assert "zqbelow" in (await (await cast.browser()).get(f"/en{path_of(thread)}?order=age")).text
    assert (await vote(cast, "bohdan", hidden)).status_code == 404
    assert (await take_back(cast, "olena", withdrawn)).status_code == 404
    ordinary = (await (await cast.program("olena")).get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"]
    assert [post["votes"] for post in ordinary] == [0, 0, 0, 0]
    assert below["number"] == 4


async def test_only_moderators_collect_questions_and_only_there_people_vote(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    post = await talk.reply(thread, "tomasz")
    olena, ada, path = await cast.browser("olena"), await cast.browser("ada"), f"/en{path_of(thread)}"
    assert (await olena.post(f"{path}/questions", data={"end": ""})).status_code == 403
    assert (await olena.put(f"/api/v1/threads/{thread['id']}/questions")).status_code == 403
    assert (await vote(cast, "bohdan", post)).json()["code"] == "not_a_question"
    assert await order(cast, thread) == []
    for _ in range(2):
        assert (await ada.post(f"{path}/questions", data={"end": ""})).status_code == 303
    assert (await vote(cast, "bohdan", post)).status_code == 200
    await ada.post(f"{path}/closure", data={"end": ""})
    assert (await vote(cast, "olena", post)).json()["code"] == "thread_closed"
    assert (await ada.put(f"/api/v1/posts/{post['id']}/answered")).status_code == 200
    await ada.post(f"{path}/questions", data={"end": "1"})
    assert "By votes" not in (await olena.get(path)).text
    kept = [key for key in await audited(cast) if key.startswith("thread.questions")]
    assert kept == ["thread.questions_collected", "thread.questions_ended"]


async def test_votes_and_counts_agree_whatever_happens(cast: Cast, talk: Talk, thread: dict[str, Any]) -> None:
    asked = await talk.reply(thread, "tomasz")
    for name in ("olena", "bohdan", "kasia", "ada", "root"):
        await vote(cast, name, asked)
    for name in ("bohdan", "olena", "bohdan"):
        await take_back(cast, name, asked)
    other = await talk.thread(title="Elsewhere")
    await (await cast.program("ada")).put(f"/api/v1/threads/{other['id']}/questions")
    await (await cast.program("ada")).put(f"/api/v1/threads/{thread['id']}/merger", json={"into": other["id"]})
    await vote(cast, "bohdan", asked)
    votes, posts = table(QuestionVote), table(Post)
    async with cast.services.database.read() as db:
        counted = await db.scalar(sa.select(posts.c.votes).where(posts.c.public_id == asked["id"]))
        rows = len((await db.execute(sa.select(votes.c.by_id))).all())
    assert counted == rows == 4
