"""Boards, threads and posts over the API: the contract's words, limits and refusals."""

import asyncio
import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from forum.discussion.models import Post, Thread
from forum.foundation.database import table
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import Talk, new


async def count(cast: Cast, model: type[Post] | type[Thread]) -> int:
    async with cast.services.database.read() as db:
        return (await db.execute(sa.select(sa.func.count()).select_from(table(model)))).scalar_one()


async def test_anybody_reads_what_an_official_wrote(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    reply = await talk.reply(thread, body="U nas **200** zł", lang="pl")
    reader = await cast.program(None)
    assert (await reader.get("/api/v1/boards")).json()["items"][0]["threads"] == 1
    listed = (await reader.get("/api/v1/boards/water/threads")).json()
    assert [t["id"] for t in listed["items"]] == [thread["id"]]
    assert listed["next"] is None
    one = (await reader.get(f"/api/v1/threads/{thread['id']}")).json()
    assert (one["posts"], one["board"], one["lang"], one["author"]["name"]) == (2, "water", "uk", "Олена Коваль")
    assert one["url"] == f"http://127.0.0.1:8000/en/threads/{thread['id']}-remont-vodohonu"
    posts = (await reader.get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"]
    assert [(p["number"], p["state"], p["version"]) for p in posts] == [(1, "visible", 1), (2, "visible", 1)]
    assert posts[1]["id"] == reply["id"]
    assert posts[1]["html"] == "<p>U nas <strong>200</strong> zł</p>\n"


@pytest.mark.parametrize("kind", ["thread", "post"])
async def test_r3_post_once(cast: Cast, talk: Talk, clock: TurnedClock, restart: Callable[[], None], kind: str) -> None:
    """(a) at once, (b) a month and a restart later, (c) other words, (d) another person, (e) after it was taken away."""
    thread = await talk.thread()
    path = "/api/v1/boards/water/threads" if kind == "thread" else f"/api/v1/threads/{thread['id']}/posts"
    model = Thread if kind == "thread" else Post
    body = new(title="Title") if kind == "thread" else new()
    before = await count(cast, model)
    writer, other = await cast.program("tomasz"), await cast.program("kasia")
    answers = await asyncio.gather(*(writer.post(path, json=body) for _ in range(50)))
    assert sorted(a.status_code for a in answers) == [200] * 49 + [201]
    assert len({a.text for a in answers}) == 1
    assert await count(cast, model) == before + 1
    clock.turn(days=30)
    restart()
    writer, other = await cast.program("tomasz"), await cast.program("kasia")
    later = await writer.post(path, json=body)
    assert (later.status_code, later.text) == (200, answers[0].text)
    changed = await writer.post(path, json={**body, "body": "Something else"})
    assert (changed.status_code, changed.json()["code"]) == (409, "idempotency_mismatch")
    others = await other.post(path, json=body)
    assert (others.status_code, others.json()["id"] != later.json()["id"]) == (201, True)
    mine = answers[0].json()
    post = mine if kind == "post" else await talk.opening(mine)
    assert (await talk.hide(post)).status_code == 200
    again = await writer.post(path, json=body)
    assert (again.status_code, again.json()["state"]) == (200, "removed")
    assert body["body"] not in again.text
    assert await count(cast, model) == before + 2


async def test_numbers_have_no_gaps_when_many_reply_at_once(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    writers = [await cast.program(name) for name in ("olena", "tomasz", "kasia", "bohdan")]
    path = f"/api/v1/threads/{thread['id']}/posts"
    answers = await asyncio.gather(*(w.post(path, json=new()) for w in writers for _ in range(8)))
    assert sorted(a.json()["number"] for a in answers) == list(range(2, 34))
    assert (await writers[0].get(f"/api/v1/threads/{thread['id']}")).json()["posts"] == 33


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"is_admin": "true"}, 400, "unknown_field"),
        ({"state": "visible"}, 400, "unknown_field"),
        ({"author_id": "1"}, 400, "unknown_field"),
        ({"body": "a\0b"}, 422, "control_character"),
        ({"body": " \n "}, 422, "text_empty"),
        ({"body": "\u200b\u200d"}, 422, "text_empty"),
        ({"body": "x" * 20_001}, 422, "text_too_long"),
        ({"body": "a" + "\u0301" * 500}, 422, "too_many_marks"),
        ({"lang": "ru"}, 422, "lang_unknown"),
        ({"id": "42"}, 400, "bad_client_id"),
        ({"id": ""}, 400, "bad_client_id"),
        ({"reply_to": "nothing"}, 422, "reply_to_unknown"),
        ({"reply_to": "a\0b"}, 422, "reply_to_unknown"),
    ],
)
async def test_bad_posts_are_refused_by_name(
    cast: Cast, talk: Talk, changes: dict[str, str], status: int, code: str
) -> None:
    thread = await talk.thread()
    answer = await (await cast.program("bohdan")).post(f"/api/v1/threads/{thread['id']}/posts", json=new(**changes))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await count(cast, Post) == 1


@pytest.mark.parametrize("body", ["x" * 20_000, "a\u202eb", "👩‍👩‍👧 🇺🇦 ї й", "0"])
async def test_unusual_posts_are_stored(cast: Cast, talk: Talk, body: str) -> None:
    thread = await talk.thread()
    assert (await talk.reply(thread, body=body))["number"] == 2


@pytest.mark.parametrize("bad", ["-1", "0", "abc", "9e99", str(2**63), "1;drop"])
async def test_ids_that_nothing_has_are_not_found(cast: Cast, talk: Talk, bad: str) -> None:
    root = await cast.program("root")
    answers = [
        await root.get(f"/api/v1/threads/{bad}"),
        await root.get(f"/api/v1/threads/{bad}/posts"),
        await root.post(f"/api/v1/threads/{bad}/posts", json=new()),
        await root.get(f"/api/v1/boards/{bad}/threads"),
        await root.post(f"/api/v1/boards/{bad}/threads", json=new(title="T")),
        await root.patch(f"/api/v1/posts/{bad}", json={"body": "x", "version": 1}),
        await root.delete(f"/api/v1/posts/{bad}"),
        await root.put(f"/api/v1/posts/{bad}/hiding", json={"reason": "x"}),
        await root.delete(f"/api/v1/posts/{bad}/hiding"),
    ]
    assert {(a.status_code, a.json()["code"]) for a in answers} == {(404, "not_found")}


@pytest.mark.parametrize("query", ["after=-1", "after=x", f"after={2**62}", "limit=0", "limit=101", "limit=<script>"])
async def test_pages_that_no_list_has_are_refused(cast: Cast, talk: Talk, query: str) -> None:
    thread, reader = await talk.thread(), await cast.program(None)
    for path in ("/api/v1/boards", "/api/v1/boards/water/threads", f"/api/v1/threads/{thread['id']}/posts"):
        answer = await reader.get(f"{path}?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_page"), path


async def test_lists_page_by_key_and_meet_every_row_once(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    made = []
    for number in range(7):
        clock.turn(seconds=number % 2)
        made.append((await talk.thread(title=f"Thread {number}"))["id"])
    reader, ada, seen, after = await cast.program(None), await cast.browser("ada"), [], ""
    assert (await ada.post(f"/en/threads/{made[2]}/pin", data={"end": ""})).status_code == 303
    while True:
        page = (await reader.get(f"/api/v1/boards/water/threads?limit=2{after}")).json()
        seen += [t["id"] for t in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen[0] == made[2]
    assert sorted(seen) == sorted(made)


async def test_an_edit_keeps_history_and_a_stale_one_is_told_the_present_text(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    post, tomasz = await talk.reply(thread, body="first words"), await cast.program("tomasz")
    path = f"/api/v1/posts/{post['id']}"
    saved = await tomasz.patch(path, json={"body": "second words", "version": 1})
    assert (saved.status_code, saved.json()["version"], saved.json()["body"]) == (200, 2, "second words")
    assert (await tomasz.patch(path, json={"body": "second words", "version": 1})).json()["version"] == 2
    stale = await tomasz.patch(path, json={"body": "third words", "version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "edit_conflict")
    assert stale.json()["current"]["body"] == "second words"
    other = await (await cast.program("olena")).patch(path, json={"body": "mine", "version": 2})
    assert (other.status_code, other.json()["code"]) == (403, "not_yours")
    history = (await (await cast.browser()).get(f"/en/posts/{post['id']}/history")).text
    assert "first words" in history
    assert "second words" in history


async def test_an_author_withdraws_and_the_place_stays_empty(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    post, tomasz = await talk.reply(thread, body="regretted words"), await cast.program("tomasz")
    assert (await (await cast.program("olena")).delete(f"/api/v1/posts/{post['id']}")).json()["code"] == "not_yours"
    assert (await tomasz.delete(f"/api/v1/posts/{post['id']}")).status_code == 204
    assert (await tomasz.delete(f"/api/v1/posts/{post['id']}")).status_code == 204
    left = (await tomasz.get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"][1]
    assert (left["state"], left["body"], left["html"], left["number"]) == ("removed", "", "", 2)
    assert (await talk.reply(thread))["number"] == 3


async def test_only_administrators_create_boards_and_the_same_one_once(cast: Cast, talk: Talk) -> None:
    board = {"slug": "budget", "name": {"uk": "Бюджет", "en": "Budget", "pl": "Budżet"}}
    refused = await (await cast.program("ada")).post("/api/v1/boards", json=board)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    root = await cast.program("root")
    assert [(await root.post("/api/v1/boards", json=board)).status_code for _ in range(2)] == [201, 200]
    taken = await root.post("/api/v1/boards", json={**board, "slug": "water"})
    assert (taken.status_code, taken.json()["code"]) == (409, "slug_taken")
    wrong = await root.post("/api/v1/boards", json={**board, "slug": "Бюджет"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "slug_invalid")


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](https://ok.test 'onmouseover=alert(1)')", 'rel="nofollow ugc noopener noreferrer"'),
        ('[a](https://ok.test/?q="><script>)', "%22%3E%3Cscript%3E"),
    ],
)
async def test_x_rows_are_harmless_on_the_page_and_in_the_api(cast: Cast, talk: Talk, source: str, wanted: str) -> None:
    thread = await talk.thread()
    post = await talk.reply(thread, body=source)
    page = (await (await cast.browser()).get(thread["url"].replace("http://127.0.0.1:8000", ""))).text
    assert wanted in post["html"]
    assert wanted in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "source",
    [
        "[x](JaVaScript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html,1)",
        "[x](vbscript:1)",
        "[x](//evil.test)",
        "![x](http://evil.test/p.png)",
    ],
)
async def test_x_rows_make_no_link_and_no_picture(talk: Talk, source: str) -> None:
    html = (await talk.reply(await talk.thread(), body=source))["html"]
    assert "<a " not in html
    assert "<img" not in html


@pytest.mark.parametrize("source", ["[" * 20_000, "[a](" * 5_000, ">" * 20_000])
async def test_x8_deep_texts_are_answered(talk: Talk, source: str) -> None:
    assert (await talk.reply(await talk.thread(), body=source))["number"] == 2


async def test_an_id_of_another_kind_of_use_is_no_repeat(cast: Cast, talk: Talk) -> None:
    one, two, same = await talk.thread(), await talk.thread(), str(uuid.uuid4())
    tomasz = await cast.program("tomasz")
    assert (await tomasz.post(f"/api/v1/threads/{one['id']}/posts", json=new(id=same))).status_code == 201
    assert (await tomasz.post(f"/api/v1/threads/{two['id']}/posts", json=new(id=same))).status_code == 409
