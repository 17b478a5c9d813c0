"""What is new to somebody, and what they follow."""

import re
import uuid

import httpx
import pytest
import sqlalchemy as sa

from forum.discussion.actions.boards import create_board
from forum.discussion.actions.tags import create_tag
from forum.following.actions import note_visit
from forum.following.models import Attendance, Follow, Reading
from forum.foundation.database import Database, table
from forum.notifications import jobs
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import BOARD, Talk
from tests.discussion.test_pages import path_of

NEW = re.compile(r'class="new-posts" href="([^"]*)">([^<]*)<')


async def test_a_reader_is_led_to_the_first_post_they_have_not_read(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    await cast.id("olena")
    clock.turn(minutes=1)
    thread = await talk.thread("tomasz")
    olena = await cast.browser("olena")
    board = "/en/boards/water"
    assert NEW.findall((await olena.get(board)).text) == [(f"/en{path_of(thread)}#post-1", "New thread")]
    read = await olena.put(f"/api/v1/threads/{thread['id']}/reading", json={"number": 1})
    assert read.status_code == 204
    assert NEW.findall((await olena.get(board)).text) == []
    for _ in range(2):
        await talk.reply(thread)
    assert NEW.findall((await olena.get(board)).text) == [(f"/en{path_of(thread)}#post-2", "2 new posts")]
    assert NEW.findall((await olena.get(f"/en{path_of(thread)}")).text)[0][1] == "2 new posts"
    assert ">1 with new posts<" in (await olena.get("/en/boards")).text
    for number in (3, 1):
        await olena.put(f"/api/v1/threads/{thread['id']}/reading", json={"number": number})
    assert NEW.findall((await olena.get(board)).text) == []
    assert "new-posts" not in (await olena.get("/en/boards")).text.replace('href="/en/new-posts"', "")


async def test_the_first_unread_post_of_a_long_thread_is_on_its_page(
    cast: Cast, talk: Talk, database: Database
) -> None:
    thread = await talk.thread("olena")
    for _ in range(55):
        await talk.reply(thread, "tomasz")
    olena = await cast.browser("olena")
    await olena.put(f"/api/v1/threads/{thread['id']}/reading", json={"number": 51})
    [(path, count)] = NEW.findall((await olena.get("/uk/boards/water")).text)
    assert (path, count) == (f"/uk{path_of(thread)}?after=50#post-52", "5 нових дописів")


async def test_without_javascript_a_button_marks_a_thread_or_a_board_as_read(cast: Cast, talk: Talk) -> None:
    thread, olena = await talk.thread("olena"), await cast.browser("olena")
    await talk.reply(thread)
    page = (await olena.get(f"/en{path_of(thread)}")).text
    assert f'action="/en{path_of(thread)}/reading"' in page
    assert 'name="number" value="2"' in page
    marked = await olena.post(f"/en{path_of(thread)}/reading", data={"number": "2"})
    assert (marked.status_code, marked.headers["location"]) == (303, "/en/boards/water")
    assert NEW.findall((await olena.get("/en/boards/water")).text) == []
    await talk.reply(thread)
    assert (await olena.post("/en/boards/water/reading")).status_code == 303
    assert NEW.findall((await olena.get("/en/boards/water")).text) == []


async def test_new_since_the_last_visit(cast: Cast, talk: Talk, clock: TurnedClock, database: Database) -> None:
    olena = await cast.browser("olena")
    await database_visit(database, await cast.id("olena"))
    await talk.thread("tomasz", title="Раніше")
    clock.turn(days=1)
    await talk.thread("tomasz", title="Після візиту")
    await olena.get("/en/boards")
    page = (await olena.get("/en/new-posts")).text
    assert "Після візиту" in page
    assert "Раніше" not in page
    clock.turn(days=1)
    await olena.get("/en/boards")
    newest = await talk.thread("kasia", title="Najnowszy")
    answer = (await (await cast.program("olena")).get("/api/v1/new-posts")).json()
    assert [item["thread"]["id"] for item in answer["items"]] == [newest["id"]]
    assert answer["items"][0]["new"] == 1
    assert answer["items"][0]["first"].endswith("#post-1")
    assert answer["next"] is None


async def database_visit(database: Database, user_id: int) -> None:
    """As `accounts` notes it after a sign-in."""
    async with database.work() as work:
        await note_visit(work, user_id)


async def test_a_visit_is_noted_after_the_answer_and_ends_after_an_hour(
    cast: Cast, clock: TurnedClock, database: Database
) -> None:
    olena, seen = await cast.browser("olena"), table(Attendance)
    moments = []
    for minutes in (30, 30, 300):
        clock.turn(minutes=minutes)
        await olena.get("/en/boards")
        async with database.read() as db:
            moments.append((await db.execute(sa.select(seen.c.last_at, seen.c.before_at))).one())
    first, second, third = moments
    assert (first.before_at, second.before_at) == (None, None)
    assert second.last_at > first.last_at
    assert third.before_at == second.last_at


async def test_who_writes_in_a_thread_tracks_it_and_has_read_so_far(cast: Cast, talk: Talk, database: Database) -> None:
    thread = await talk.thread("olena")
    program = await cast.program("kasia")
    await program.put(f"/api/v1/threads/{thread['id']}/following", json={"level": "mute"})
    await talk.reply(thread, "kasia")
    await talk.reply(thread, "tomasz")
    async with database.read() as db:
        chosen = {row.user_id: row.level for row in await db.execute(sa.select(table(Follow)))}
        read = {row.user_id: row.number for row in await db.execute(sa.select(table(Reading)))}
    people = [await cast.id(name) for name in ("olena", "kasia", "tomasz")]
    assert [chosen[person] for person in people] == ["track", "mute", "track"]
    assert [read[person] for person in people] == [1, 2, 3]


async def test_how_much_to_hear_is_chosen_by_form_and_listed_in_the_profile(cast: Cast, talk: Talk) -> None:
    thread, kasia = await talk.thread("olena"), await cast.browser("kasia")
    assert "You follow nothing yet" in (await kasia.get("/en/profile/following")).text
    for path, level in ((path_of(thread), "watch"), ("/boards/water", "mute")):
        assert '<option value="normal" selected>' in (await kasia.get(f"/en{path}")).text
        saved = await kasia.post(f"/en{path}/following", data={"level": level, "back": "/profile/following"})
        assert (saved.status_code, saved.headers["location"]) == (303, "/en/profile/following")
        assert f'<option value="{level}" selected>' in (await kasia.get(f"/en{path}")).text
    page = (await kasia.get("/en/profile/following")).text
    assert "Water and heating" in page
    assert "Ремонт водогону" in page
    away = await kasia.post("/en/boards/water/following", data={"level": "watch", "back": "//evil.test"})
    assert away.headers["location"] == "/en/boards/water"
    assert (await kasia.post("/en/boards/water/following", data={"level": "loud"})).status_code == 422
    assert (await kasia.post("/en/boards/nowhere/following", data={"level": "mute"})).status_code == 404


async def test_what_is_muted_is_never_new(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    async with cast.services.database.work() as work:
        await create_board(work, None, slug="noise", names=BOARD, abouts={})
    kasia = await cast.program("kasia")
    clock.turn(minutes=1)
    thread = await talk.thread("olena")
    noise = await (await cast.program("olena")).post(
        "/api/v1/boards/noise/threads",
        json={"id": str(uuid.uuid4()), "title": "Шум", "body": "шум", "lang": "uk"},
    )
    assert noise.status_code == 201
    everything = (await kasia.get("/api/v1/new-posts")).json()["items"]
    assert {item["thread"]["id"] for item in everything} == {thread["id"], noise.json()["id"]}
    await kasia.put("/api/v1/boards/noise/following", json={"level": "mute"})
    await kasia.put(f"/api/v1/threads/{thread['id']}/following", json={"level": "mute"})
    assert (await kasia.get("/api/v1/new-posts")).json()["items"] == []
    page = (await (await cast.browser("kasia")).get("/en/boards")).text
    assert "with new posts" not in page


async def test_news_page_by_key(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    kasia = await cast.program("kasia")
    made = []
    for number in range(5):
        clock.turn(seconds=1)
        made.append((await talk.thread("olena", title=f"Тема {number}"))["id"])
    found, after = [], ""
    while True:
        answer = (await kasia.get(f"/api/v1/new-posts?limit=2{after}")).json()
        found += [item["thread"]["id"] for item in answer["items"]]
        if answer["next"] is None:
            break
        after = f"&after={answer['next']}"
    assert found == made[::-1]
    assert (await kasia.get("/api/v1/new-posts?after=invented")).status_code == 422


async def test_readers_state_is_their_own_and_leaves_pages_for_everybody_as_they_are(
    cast: Cast, talk: Talk, database: Database
) -> None:
    thread, kasia = await talk.thread("olena"), await cast.program("kasia")
    commits = database.commits
    for path, data in (
        (f"threads/{thread['id']}/reading", {"number": 1}),
        (f"threads/{thread['id']}/following", {"level": "track"}),
        ("boards/water/following", {"level": "watch"}),
    ):
        assert (await kasia.put(f"/api/v1/{path}", json=data)).status_code == 204
    assert (await kasia.put("/api/v1/boards/water/reading")).status_code == 204
    assert database.commits == commits
    page = (await (await cast.browser()).get("/en/boards/water")).text
    assert "new-posts" not in page
    assert "<form" not in page


@pytest.mark.parametrize("number", [0, -1, 2**31, "3", None])
async def test_a_number_that_is_none_is_refused(cast: Cast, talk: Talk, number: object) -> None:
    thread, kasia = await talk.thread("olena"), await cast.program("kasia")
    refused = await kasia.put(f"/api/v1/threads/{thread['id']}/reading", json={"number": number})
    assert refused.status_code == 422


async def test_nobody_reads_or_follows_what_is_hidden_from_them(cast: Cast, talk: Talk) -> None:
    thread, kasia = await talk.thread("olena"), await cast.program("kasia")
    await talk.hide(await talk.opening(thread))
    for path, data in (("reading", {"number": 1}), ("following", {"level": "track"})):
        hidden = await kasia.put(f"/api/v1/threads/{thread['id']}/{path}", json=data)
        never = await kasia.put(f"/api/v1/threads/22222222222c/{path}", json=data)
        assert (hidden.status_code, hidden.content) == (404, never.content)
        anonymous = await (await cast.browser()).put(f"/api/v1/threads/{thread['id']}/{path}", json=data)
        assert anonymous.status_code == 401


async def test_the_price_of_what_is_new_does_not_grow(cast: Cast, talk: Talk, database: Database) -> None:
    """The same statements for a thread of one post and of many."""
    thread, olena = await talk.thread("tomasz"), await cast.browser("olena")
    paths = ("/en/boards", "/en/boards/water", f"/en{path_of(thread)}")
    before = [await statements(database, olena, path) for path in paths]
    for _ in range(20):
        await talk.reply(thread)
    assert [await statements(database, olena, path) for path in paths] == before


async def statements(database: Database, reader: httpx.AsyncClient, path: str) -> int:
    """How many statements a page takes."""
    seen: list[object] = []

    def count(*what: object) -> None:
        seen.append(what)

    sa.event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    assert (await reader.get(path)).status_code == 200
    sa.event.remove(database.engine.sync_engine, "before_cursor_execute", count)
    return len(seen)


async def test_tags_are_followed_and_muted_like_boards(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    async with cast.services.database.work() as work:
        await create_tag(work, None, slug="pipes", names={"en": "Pipes", "uk": "Труби", "pl": "Rury"})
    kasia, bohdan = await cast.browser("kasia"), await cast.program("bohdan")
    clock.turn(minutes=1)
    assert '<option value="normal" selected>' in (await kasia.get("/en/tags/pipes")).text
    followed = await kasia.post("/en/tags/pipes/following", data={"level": "track"})
    assert (followed.status_code, followed.headers["location"]) == (303, "/en/tags/pipes")
    assert '<option value="track" selected>' in (await kasia.get("/en/tags/pipes")).text
    assert ">Pipes</a>" in (await kasia.get("/en/profile/following")).text
    assert (await bohdan.put("/api/v1/tags/pipes/following", json={"level": "mute"})).status_code == 204
    assert (await bohdan.put("/api/v1/boards/water/following", json={"level": "watch"})).status_code == 204
    assert (await bohdan.put("/api/v1/tags/nothing/following", json={"level": "mute"})).status_code == 404
    data = {"id": str(uuid.uuid4()), "title": "Труби", "body": "Які?", "lang": "uk", "tags": "pipes"}
    opened = await (await cast.browser("olena")).post("/en/boards/water/new", data=data)
    assert opened.status_code == 303
    await jobs.tell_and_mail(cast.services)
    told = [
        [one["kind"] for one in (await reader.get("/api/v1/notifications")).json()["items"]]
        for reader in (kasia, bohdan)
    ]
    assert told == [["thread"], []]
    assert (await bohdan.get("/api/v1/new-posts")).json()["items"] == []
    assert len((await kasia.get("/api/v1/new-posts")).json()["items"]) == 1
