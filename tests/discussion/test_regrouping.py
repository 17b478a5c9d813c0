"""Merging and splitting: posts stand elsewhere, with all that knows of them, and old addresses lead there."""

import uuid
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from forum.discussion.actions.tags import create_tag
from forum.following.models import Follow
from forum.foundation.database import table
from forum.search import jobs as search
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import Talk, new
from tests.discussion.test_pages import path_of
from tests.discussion.test_polls import asked as poll


@pytest.fixture
async def moderator(cast: Cast) -> httpx.AsyncClient:
    return await cast.browser("ada")


async def posts(reader: httpx.AsyncClient, thread: str) -> list[tuple[int, str]]:
    items = (await reader.get(f"/api/v1/threads/{thread}/posts")).json()["items"]
    return [(item["number"], item["body"]) for item in items]


async def found(cast: Cast, word: str) -> list[str]:
    await search.index_waiting(cast.services)
    items = (await (await cast.program()).get(f"/api/v1/search?q={word}")).json()["items"]
    return [f"{item['kind']} {item['url'].partition('/en')[2]}" for item in items]


def split_of(*posts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    asked = {"id": str(uuid.uuid4()), "title": "Split off", "board": "water", "posts": [post["id"] for post in posts]}
    return {**asked, **changes}


async def test_merged_threads_are_one_and_old_addresses_lead_there(
    cast: Cast, talk: Talk, moderator: httpx.AsyncClient
) -> None:
    async with cast.services.database.work() as work:
        await create_tag(work, None, slug="pipes", names={"uk": "Труби", "en": "Pipes", "pl": "Rury"})
    kept, gone = (
        await talk.thread(title="Kept", body="zqfirst", lang="en"),
        await talk.thread(by="kasia", title="Doubled", body="zqsecond", lang="en"),
    )
    await talk.reply(kept, body="kept 2")
    reply = await talk.reply(gone, body="zqthird", lang="en")
    await moderator.put(f"/api/v1/threads/{gone['id']}/tags", json={"tags": ["pipes"]})
    await moderator.put(f"/api/v1/posts/{reply['id']}/answer")
    assert await found(cast, "zqsecond") == [f"thread {path_of(gone)}"]
    await (await cast.program("bohdan")).put(f"/api/v1/threads/{gone['id']}/following", json={"level": "watch"})
    for address in (f"http://127.0.0.1:8000/pl{path_of(kept)}?after=0#post-1", kept["id"]):
        merged = await moderator.post(f"/en{path_of(gone)}/merger", data={"into": address})
        assert (merged.status_code, merged.headers["location"]) == (303, f"/en{path_of(kept)}")
    assert await posts(moderator, kept["id"]) == [(1, "zqfirst"), (2, "kept 2"), (3, "zqsecond"), (4, "zqthird")]
    guest = await cast.browser()
    for way, goal in (
        (path_of(gone), path_of(kept)),
        (f"/posts/{reply['id']}", f"{path_of(kept)}#post-4"),
    ):
        led = await guest.get(f"/uk{way}")
        assert (led.status_code, led.headers["location"]) == (303, f"/uk{goal}")
    assert (await guest.get(f"/api/v1/threads/{gone['id']}")).json()["id"] == kept["id"]
    for path in ("/en/boards/water", "/sitemap.xml", "/en/tags/pipes", "/en/boards/water/feed.atom", "/en"):
        assert "oubled" not in (await guest.get(path)).text, path
    board = (await guest.get("/api/v1/boards")).json()["items"][0]
    tag = (await guest.get("/api/v1/tags")).json()["items"][0]
    assert (board["threads"], tag["threads"]) == (1, 0)
    one = (await guest.get(f"/api/v1/threads/{kept['id']}")).json()
    assert (one["posts"], one["answer"], one["title"]) == (4, None, "Kept")
    assert await found(cast, "zqsecond") == [f"post /posts/{(await third(guest, kept))['id']}"]
    # Numbers go on where both together end.
    assert (await talk.reply(kept, by="olena"))["number"] == 5
    old = await (await cast.program("tomasz")).post(f"/api/v1/threads/{gone['id']}/posts", json=new())
    assert old.status_code == 404
    async with cast.services.database.read() as db:
        follows = table(Follow)
        levels = (
            await db.execute(sa.select(follows.c.level).where(follows.c.user_id == await cast.id("bohdan")))
        ).all()
    assert [row.level for row in levels] == ["watch", "watch"]


async def third(reader: httpx.AsyncClient, thread: dict[str, Any]) -> dict[str, Any]:
    return dict((await reader.get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"][2])


async def test_a_merged_thread_may_be_merged_on(cast: Cast, talk: Talk, moderator: httpx.AsyncClient) -> None:
    first, second, last = [await talk.thread(title=title) for title in ("First", "Second", "Last")]
    await moderator.put(f"/api/v1/threads/{first['id']}/merger", json={"into": second["id"]})
    merged = await moderator.put(f"/api/v1/threads/{second['id']}/merger", json={"into": last["id"]})
    assert (merged.status_code, merged.json()["posts"]) == (200, 3)
    guest = await cast.browser()
    for thread in (first, second):
        led = await guest.get(f"/en{path_of(thread)}")
        assert led.headers["location"] == f"/en{path_of(last)}"


async def test_what_cannot_be_merged_is_refused(cast: Cast, talk: Talk, moderator: httpx.AsyncClient) -> None:
    thread, hidden, gone = [await talk.thread(title=title) for title in ("One", "Hidden", "Gone")]
    reply = await talk.reply(hidden, body="непристойність")
    await talk.hide(await talk.opening(hidden))
    await moderator.put(f"/api/v1/threads/{gone['id']}/merger", json={"into": thread["id"]})
    for one, into, status, code in (
        (thread, "nothing", 422, "thread_unknown"),
        (thread, "a\0b", 422, "thread_unknown"),
        (thread, gone["id"], 422, "thread_unknown"),
        (thread, thread["id"], 422, "merge_same"),
        (thread, hidden["id"], 422, "thread_is_hidden"),
        (hidden, thread["id"], 422, "thread_is_hidden"),
        (gone, hidden["id"], 404, "not_found"),
        ({"id": "nothing"}, thread["id"], 404, "not_found"),
    ):
        refused = await moderator.put(f"/api/v1/threads/{one['id']}/merger", json={"into": into})
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    refused = await moderator.post(f"/en{path_of(thread)}/merger", data={"into": "typed words"})
    assert refused.status_code == 422
    assert 'value="typed words"' in refused.text
    assert (await (await cast.browser()).get(f"/en/posts/{reply['id']}")).status_code == 404
    olena = await cast.program("olena")
    assert (await olena.put(f"/api/v1/threads/{thread['id']}/merger", json={"into": "x"})).status_code == 403
    split = await moderator.post(f"/api/v1/threads/{hidden['id']}/splits", json=split_of(reply))
    assert (split.status_code, split.json()["code"]) == (422, "thread_is_hidden")


async def test_posts_are_split_off_once_into_a_thread_of_their_own(
    cast: Cast, talk: Talk, moderator: httpx.AsyncClient, clock: TurnedClock
) -> None:
    thread = await talk.thread(title="Mixed")
    replies = []
    for number in range(2, 6):
        clock.turn(minutes=1)
        replies.append(await talk.reply(thread, body=f"zqtext{number}", lang="pl"))
    await moderator.put(f"/api/v1/posts/{replies[2]['id']}/answer")
    form = (await moderator.get(f"/en{path_of(thread)}/split")).text
    assert form.count('name="posts"') == 4
    asked = split_of(replies[2], replies[0])
    answers = [await moderator.post(f"/api/v1/threads/{thread['id']}/splits", json=asked) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    made = answers[0].json()
    assert answers[1].json()["id"] == made["id"]
    assert (made["title"], made["lang"], made["posts"], made["author"]["name"]) == (
        "Split off",
        "pl",
        2,
        "Tomasz Zieliński",
    )
    assert await posts(moderator, made["id"]) == [(1, "zqtext2"), (2, "zqtext4")]
    assert [number for number, _ in await posts(moderator, thread["id"])] == [1, 3, 5]
    one = (await moderator.get(f"/api/v1/threads/{thread['id']}")).json()
    assert (one["posts"], one["answer"]) == (3, None)
    guest = await cast.browser()
    assert (await guest.get(f"/en/posts/{replies[2]['id']}")).headers["location"] == f"/en{path_of(made)}#post-2"
    assert "zqtext2" in (await guest.get("/en/boards/water/feed.atom")).text
    assert "zqtext2" not in (await guest.get(f"/en{path_of(thread)}/feed.atom")).text
    assert await found(cast, "zqtext2") == [f"thread {path_of(made)}"]
    assert (await guest.get("/api/v1/boards")).json()["items"][0]["threads"] == 2
    assert (await talk.reply(thread))["number"] == 6
    assert (await talk.reply(made))["number"] == 3
    other = await moderator.post(f"/api/v1/threads/{thread['id']}/splits", json={**asked, "title": "Other"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    # Hiding what opens the new thread hides the whole of it.
    await talk.hide(replies[0])
    assert (await guest.get(f"/en{path_of(made)}")).status_code == 404
    assert await found(cast, "zqtext4") == []


async def test_a_split_may_have_the_id_under_which_its_author_opened_a_thread(
    talk: Talk, moderator: httpx.AsyncClient
) -> None:
    used = str(uuid.uuid4())
    thread = await talk.thread(by="kasia", id=used)
    reply = await talk.reply(thread, by="kasia", body="zqapart")
    made = await moderator.post(f"/api/v1/threads/{thread['id']}/splits", json=split_of(reply, id=used))
    assert (made.status_code, made.json()["author"]["name"]) == (201, thread["author"]["name"])


async def test_what_cannot_be_split_off_is_refused_and_the_form_keeps_it(
    cast: Cast, talk: Talk, moderator: httpx.AsyncClient
) -> None:
    thread, other = await talk.thread(title="One"), await talk.thread(title="Other")
    reply, hidden, elsewhere = [await talk.reply(place) for place in (thread, thread, other)]
    await talk.hide(hidden)
    opening = await talk.opening(thread)
    for asked, code in (
        (split_of(), "split_nothing"),
        (split_of(*[reply] * 201), "split_too_many"),
        (split_of(opening, reply), "split_opening"),
        (split_of(reply, hidden), "split_gone"),
        (split_of(reply, elsewhere), "split_gone"),
        (split_of(reply, board="nothing"), "board_unknown"),
        (split_of(reply, title=" "), "text_empty"),
    ):
        refused = await moderator.post(f"/api/v1/threads/{thread['id']}/splits", json=asked)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        page = await moderator.post(f"/en{path_of(thread)}/split", data={**asked, "after": "x"})
        assert page.status_code == 422
        assert asked["title"].strip() in page.text
    bad = await moderator.post(f"/api/v1/threads/{thread['id']}/splits", json=split_of(reply, id="42"))
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_client_id")
    nul = await moderator.post(f"/en{path_of(thread)}/split", data=split_of(reply, posts=["a\0b"]))
    assert nul.status_code == 422
    assert len(await posts(moderator, thread["id"])) == 3
    olena = await cast.program("olena")
    assert (await olena.post(f"/api/v1/threads/{thread['id']}/splits", json=split_of(reply))).status_code == 403
    done = await moderator.post(f"/en{path_of(thread)}/split", data=split_of(reply, title="Наша тема"))
    assert done.status_code == 303
    assert done.headers["location"].endswith("-nasha-tema")


async def test_a_poll_goes_along_unless_the_other_thread_has_one(
    cast: Cast, talk: Talk, moderator: httpx.AsyncClient
) -> None:
    with_poll, without, other = [await talk.thread(title=title) for title in ("Poll", "No poll", "Another")]
    olena = await cast.program("olena")
    for thread in (with_poll, other):
        assert (await olena.post(f"/api/v1/threads/{thread['id']}/poll", json=poll())).status_code == 201
    merged = await moderator.put(f"/api/v1/threads/{with_poll['id']}/merger", json={"into": without["id"]})
    assert merged.status_code == 200
    assert (await olena.get(f"/api/v1/threads/{without['id']}/poll")).status_code == 200
    two = await moderator.put(f"/api/v1/threads/{without['id']}/merger", json={"into": other["id"]})
    assert (two.status_code, two.json()["code"]) == (422, "merge_two_polls")
