"""The reply that answers a thread: who marks it, where it shows, and that it goes with its post."""

from typing import Any

import sqlalchemy as sa

from forum.audit.models import AuditEntry
from forum.discussion.models import AnswerMark
from forum.foundation.database import table
from tests.cast import Cast
from tests.discussion.conftest import Talk
from tests.discussion.test_pages import path_of


async def marked(cast: Cast, thread: dict[str, Any], by: str | None = None) -> tuple[int | None, list[int]]:
    """What the thread says is its answer, and the numbers of the posts that say it of themselves."""
    reader = await cast.program(by)
    posts = (await reader.get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"]
    answer = (await reader.get(f"/api/v1/threads/{thread['id']}")).json()["answer"]
    return answer, [post["number"] for post in posts if post["is_answer"]]


async def test_who_opened_the_thread_marks_one_reply_and_then_another(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    first, second = await talk.reply(thread), await talk.reply(thread, by="kasia")
    olena = await cast.program("olena")
    for post in (first, first, second):
        answer = await olena.put(f"/api/v1/posts/{post['id']}/answer")
        assert (answer.status_code, answer.json()["is_answer"]) == (200, True)
    assert await marked(cast, thread) == (3, [3])
    async with cast.services.database.read() as db:
        rows = (await db.execute(sa.select(table(AnswerMark)).order_by(table(AnswerMark).c.id))).all()
    assert [row.ended_at is None for row in rows] == [False, True]
    for _ in range(2):
        assert (await olena.delete(f"/api/v1/posts/{second['id']}/answer")).status_code == 204
    assert await marked(cast, thread) == (None, [])
    # What does not answer any more cannot be unmarked a second time in place of what does.
    await olena.put(f"/api/v1/posts/{first['id']}/answer")
    await olena.delete(f"/api/v1/posts/{second['id']}/answer")
    assert await marked(cast, thread) == (2, [2])


async def test_others_and_the_opening_itself_are_refused(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    post, opening = await talk.reply(thread), await talk.opening(thread)
    other = await (await cast.program("tomasz")).put(f"/api/v1/posts/{post['id']}/answer")
    assert (other.status_code, other.json()["code"]) == (403, "not_opener")
    other = await (await cast.program("tomasz")).delete(f"/api/v1/posts/{post['id']}/answer")
    assert (other.status_code, other.json()["code"]) == (403, "not_opener")
    itself = await (await cast.program("olena")).put(f"/api/v1/posts/{opening['id']}/answer")
    assert (itself.status_code, itself.json()["code"]) == (422, "answers_itself")
    assert (await (await cast.browser()).put(f"/api/v1/posts/{post['id']}/answer")).status_code == 401
    assert (await (await cast.program("ada")).put(f"/api/v1/posts/{post['id']}/answer")).status_code == 200
    async with cast.services.database.read() as db:
        keys = (await db.execute(sa.select(table(AuditEntry).c.key))).scalars().all()
    assert "answer.marked" in keys


async def test_the_answer_stands_above_the_posts_and_in_lists_of_every_language(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    for _ in range(51):
        last = await talk.reply(thread, body="Ми поставили **п’ять** лічильників")
    olena, guest = await cast.browser("olena"), await cast.browser()
    page = (await olena.get(f"/uk{path_of(thread)}?after=50")).text
    assert page.count(f'action="/uk/posts/{last["id"]}/answer"') == 1
    done = await olena.post(f"/uk/posts/{last['id']}/answer", data={"end": ""})
    assert done.headers["location"] == f"/uk{path_of(thread)}?after=50#post-52"
    for locale, answered, answer in (("uk", "Вирішено", "Найкраща відповідь"), ("en", "Answered", "Answer")):
        page = (await guest.get(f"/{locale}{path_of(thread)}")).text
        assert f'<a href="/{locale}{path_of(thread)}?after=50#post-52">' in page
        assert "Ми поставили п’ять лічильників</bdi>" in page
        assert "post--answer" not in page
        page = (await guest.get(f"/{locale}{path_of(thread)}?after=50")).text
        assert page.count("post--answer") == 1
        assert f"{answer}</span></p>" in page
        assert answered in (await guest.get(f"/{locale}/boards/water")).text
    stranger = (await (await cast.browser("tomasz")).get(f"/uk{path_of(thread)}?after=50")).text
    assert "/answer" not in stranger
    await olena.post(f"/uk/posts/{last['id']}/answer", data={"end": "1"})
    assert 'class="answer"' not in (await guest.get(f"/en{path_of(thread)}")).text


async def test_r13_a_hidden_answer_vanishes_and_comes_back_with_its_post(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    post = await talk.reply(thread, body="непристойність")
    moderator, guest = await cast.program("ada"), await cast.browser()
    await (await cast.program("olena")).put(f"/api/v1/posts/{post['id']}/answer")
    await talk.hide(post)
    assert await marked(cast, thread) == await marked(cast, thread, "ada") == (None, [])
    for path in (path_of(thread), "/boards/water"):
        page = (await guest.get(f"/en{path}")).text
        assert "непристойність" not in page
        assert "Answer" not in page
    assert (await moderator.put(f"/api/v1/posts/{post['id']}/answer")).status_code == 404
    await moderator.delete(f"/api/v1/posts/{post['id']}/hiding")
    assert await marked(cast, thread) == (2, [2])
    await (await cast.program("tomasz")).delete(f"/api/v1/posts/{post['id']}")
    assert await marked(cast, thread) == (None, [])
