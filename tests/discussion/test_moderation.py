"""Moderators move, close and slow down threads; others are refused, and told for how long."""

from typing import Any

import pytest
import sqlalchemy as sa

from forum.audit.models import AuditEntry
from forum.discussion.actions.boards import create_board
from forum.discussion.actions.tags import create_tag
from forum.discussion.jobs import close_threads
from forum.foundation.database import table
from forum.search import jobs as search
from forum.search.models import SearchDocument
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import BOARD, Talk, new
from tests.discussion.test_pages import path_of


@pytest.fixture(autouse=True)
async def other_board(cast: Cast, talk: Talk) -> None:
    async with cast.services.database.work() as work:
        await create_board(work, None, slug="waste", names={**BOARD, "en": "Waste"})
        await create_tag(work, None, slug="pipes", names={"uk": "Труби", "en": "Pipes", "pl": "Rury"})


async def audited(cast: Cast) -> list[str]:
    entries = table(AuditEntry)
    async with cast.services.database.read() as db:
        return list((await db.execute(sa.select(entries.c.key).order_by(entries.c.id))).scalars())


async def state(cast: Cast, thread: dict[str, Any]) -> dict[str, Any]:
    return dict((await (await cast.program()).get(f"/api/v1/threads/{thread['id']}")).json())


async def test_only_moderators_moderate(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    olena = await cast.program("olena")
    asked = [("board", {"board": "waste"}), ("closing", {"at": "2027-03-01T10:00Z"}), ("slow-mode", {"minutes": 5})]
    for what, body in asked:
        refused = await olena.put(f"/api/v1/threads/{thread['id']}/{what}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
        for reader in (olena, await cast.browser("olena")):
            assert (await reader.post(f"/en{path_of(thread)}/{what}", data={})).status_code == 403
    assert "/moderation" not in (await (await cast.browser("olena")).get(f"/en{path_of(thread)}")).text


async def test_a_moved_thread_stands_on_its_new_board_everywhere(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread(title="Wandering", body="zqwandering words", lang="en")
    moderator, guest = await cast.browser("ada"), await cast.browser()
    await moderator.put(f"/api/v1/threads/{thread['id']}/tags", json={"tags": ["pipes"]})
    assert '<option value="waste">' in (await moderator.get(f"/en{path_of(thread)}/moderation")).text
    for _ in range(2):
        moved = await moderator.post(f"/en{path_of(thread)}/board", data={"board": "waste"})
        assert (moved.status_code, moved.headers["location"]) == (303, f"/en{path_of(thread)}")
    assert (await state(cast, thread))["board"] == "waste"
    boards = {board["slug"]: board["threads"] for board in (await guest.get("/api/v1/boards")).json()["items"]}
    assert boards == {"water": 0, "waste": 1}
    for path, there in (("/boards/water", False), ("/boards/waste", True), ("/boards/waste/feed.atom", True)):
        assert ("Wandering" in (await guest.get(f"/en{path}")).text) == there
    assert "Wandering" in (await guest.get("/en/tags/pipes?board=waste")).text
    assert "Wandering" not in (await guest.get("/en/tags/pipes?board=water")).text
    await search.index_waiting(cast.services)
    found = (await guest.get("/api/v1/search?q=zqwandering&board=waste")).json()["items"]
    assert len(found) == 1
    assert (await guest.get("/api/v1/search?q=zqwandering&board=water")).json()["items"] == []
    absent = await moderator.post(f"/en{path_of(thread)}/board", data={"board": "nothing"})
    assert absent.status_code == 422
    assert (await moderator.put(f"/api/v1/threads/{thread['id']}/board", json={"board": "a\0b"})).status_code == 422
    assert (await audited(cast)).count("thread.moved") == 1


async def test_moving_a_hidden_thread_keeps_the_counts_right(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    opening = await talk.opening(thread)
    moderator = await cast.program("ada")
    await talk.hide(opening)
    await moderator.put(f"/api/v1/threads/{thread['id']}/board", json={"board": "waste"})
    await moderator.delete(f"/api/v1/posts/{opening['id']}/hiding")
    boards = {board["slug"]: board["threads"] for board in (await moderator.get("/api/v1/boards")).json()["items"]}
    assert boards == {"water": 0, "waste": 1}


async def test_a_thread_closes_at_its_time_and_says_when(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    thread = await talk.thread()
    moderator, guest, tomasz = await cast.browser("ada"), await cast.browser(), await cast.program("tomasz")
    # Ada reads the clocks of Warsaw, an hour before UTC.
    for _ in range(2):
        set_ = await moderator.post(f"/pl{path_of(thread)}/closing", data={"closes_at": "2027-02-01T12:00"})
        assert set_.status_code == 303
    assert (await state(cast, thread))["closes_at"] == "2027-02-01T11:00:00Z"
    assert "1 February 2027, 12:00" in (await guest.get(f"/en{path_of(thread)}")).text
    assert (await tomasz.post(f"/api/v1/threads/{thread['id']}/posts", json=new())).status_code == 201
    await close_threads(cast.services)
    assert (await state(cast, thread))["closed"] is False
    clock.turn(hours=2)
    late = await tomasz.post(f"/api/v1/threads/{thread['id']}/posts", json=new())
    assert (late.status_code, late.json()["code"]) == (403, "thread_closed")
    for _ in range(2):
        await close_threads(cast.services)
    closed = await state(cast, thread)
    assert (closed["closed"], closed["closes_at"]) == (True, None)
    assert (await audited(cast)).count("thread.closed") == 1
    again = await moderator.put(f"/api/v1/threads/{thread['id']}/closing", json={"at": "2027-03-01T11:00:00Z"})
    assert (again.status_code, again.json()["code"]) == (403, "thread_closed")
    await moderator.post(f"/en{path_of(thread)}/closure", data={"end": "1"})
    await close_threads(cast.services)
    assert (await state(cast, thread))["closed"] is False


async def test_a_closing_is_taken_back_or_overtaken(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    kept, overtaken = await talk.thread(title="Kept"), await talk.thread(title="Overtaken")
    moderator = await cast.browser("ada")
    for thread in (kept, overtaken):
        await moderator.put(f"/api/v1/threads/{thread['id']}/closing", json={"at": "2027-02-01T11:00:00+01:00"})
    await moderator.post(f"/en{path_of(kept)}/closing", data={"end": "1"})
    assert (await moderator.delete(f"/api/v1/threads/{kept['id']}/closing")).status_code == 204
    await moderator.post(f"/en{path_of(overtaken)}/closure", data={"end": ""})
    await moderator.post(f"/en{path_of(overtaken)}/closure", data={"end": "1"})
    clock.turn(hours=5)
    await close_threads(cast.services)
    assert [(await state(cast, t))["closed"] for t in (kept, overtaken)] == [False, False]


@pytest.mark.parametrize(
    "at", ["", "soon", "2027-02-01T09:00", "2026-01-01T10:00", "9999-12-31T23:59", "2027-02-30T10:00"]
)
async def test_a_closing_must_be_still_to_come(cast: Cast, talk: Talk, at: str) -> None:
    thread, moderator = await talk.thread(), await cast.browser("ada")
    page = await moderator.post(f"/en{path_of(thread)}/closing", data={"closes_at": at})
    assert page.status_code == 422
    assert "still to come" in page.text
    assert f'value="{at}"' in page.text
    refused = await moderator.put(f"/api/v1/threads/{thread['id']}/closing", json={"at": at})
    assert (refused.status_code, refused.json()["code"]) == (422, "closing_invalid")


async def test_slow_mode_lets_one_person_write_once_in_a_while(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    thread = await talk.thread()
    moderator, tomasz, kasia = await cast.browser("ada"), await cast.browser("tomasz"), await cast.program("kasia")
    await talk.reply(thread)
    assert (await moderator.post(f"/en{path_of(thread)}/slow-mode", data={"minutes": "5"})).status_code == 303
    assert "One post per person every 5 minutes" in (await tomasz.get(f"/en{path_of(thread)}")).text
    clock.turn(minutes=2, seconds=30)
    refused = await tomasz.post(f"/api/v1/threads/{thread['id']}/posts", json=(body := new()))
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (
        429,
        "thread_is_slow",
        "150",
    )
    assert (refused.json()["minutes"], refused.json()["every"]) == (3, 5)
    typed = await tomasz.post(f"/en{path_of(thread)}", data={**new(), "body": "typed words"})
    assert typed.status_code == 429
    assert "again in 3 minutes." in typed.text
    assert "typed words" in typed.text
    assert (await kasia.post(f"/api/v1/threads/{thread['id']}/posts", json=new())).status_code == 201
    for _ in range(2):
        assert (await moderator.post(f"/api/v1/threads/{thread['id']}/posts", json=new())).status_code == 201
    # Writing elsewhere is not held up, and a repeat of what was taken is answered.
    elsewhere = await talk.thread(by="tomasz")
    assert (await tomasz.post(f"/api/v1/threads/{elsewhere['id']}/posts", json=new())).status_code == 201
    clock.turn(minutes=2, seconds=30)
    answers = [await tomasz.post(f"/api/v1/threads/{thread['id']}/posts", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    # Taking a post back does not make room for another.
    await tomasz.delete(f"/api/v1/posts/{answers[0].json()['id']}")
    assert (await tomasz.post(f"/api/v1/threads/{thread['id']}/posts", json=new())).status_code == 429
    await moderator.put(f"/api/v1/threads/{thread['id']}/slow-mode", json={"minutes": 0})
    assert (await tomasz.post(f"/api/v1/threads/{thread['id']}/posts", json=new())).status_code == 201
    for minutes in ("7", "-1", "x", ""):
        assert (await moderator.post(f"/en{path_of(thread)}/slow-mode", data={"minutes": minutes})).status_code == 422
    assert (await audited(cast)).count("thread.pace_set") == 2


async def test_what_a_moderator_writes_in_a_hidden_thread_cannot_be_found(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    await talk.hide(await talk.opening(thread))
    for by, body in (("ada", "Модераторська нотатка"), ("root", "Ще одна нотатка")):
        await talk.reply(thread, by=by, body=body)
    async with cast.services.database.read() as db:
        found = (await db.execute(sa.select(table(SearchDocument).c.target))).all()
    assert not found
