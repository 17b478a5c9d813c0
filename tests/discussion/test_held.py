"""While a forum day lasts, what newcomers write waits for a moderator: unseen, unheard, and numbered only afterwards."""

import uuid
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from forum.discussion.actions.tags import create_tag, retire_tag
from forum.discussion.models import HeldText, Post
from forum.foundation.database import table
from forum.mail.queries import outbox_mails
from forum.search import jobs as search
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import Talk, new
from tests.discussion.test_days import planned
from tests.discussion.test_moderation import audited
from tests.discussion.test_newcomers import limits_on
from tests.discussion.test_pages import path_of
from tests.files.made import pdf
from tests.notifications.conftest import Ears

WORD = "zqheldword"
__all__ = ["limits_on"]


@pytest.fixture(autouse=True)
async def live_day(cast: Cast, talk: Talk) -> dict[str, Any]:
    """The board's day lasts from an hour ago until the evening; Olena is no newcomer, Bohdan is one."""
    return await planned(cast, starts="2027-02-01T09:00", ends="2027-02-01T18:00", zone="Europe/Warsaw", programme=[])


async def sent(client: httpx.AsyncClient, thread: dict[str, Any], **changes: Any) -> httpx.Response:
    return await client.post(f"/api/v1/threads/{thread['id']}/posts", json=new(**{"body": WORD, **changes}))


async def opened(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    body = {**new(), "title": WORD, "body": WORD, **changes}
    return await client.post("/api/v1/boards/water/threads", json=body)


async def approve(cast: Cast, text: dict[str, Any]) -> httpx.Response:
    return await (await cast.program("ada")).put(f"/api/v1/held/{text['id']}/approval")


async def refuse(cast: Cast, text: dict[str, Any], reason: str = "Advertising") -> httpx.Response:
    return await (await cast.program("ada")).put(f"/api/v1/held/{text['id']}/refusal", json={"reason": reason})


async def public_texts(cast: Cast, thread: dict[str, Any], *people: str | None) -> str:
    """Everything that others can read of a thread and its board, in one text."""
    await search.index_waiting(cast.services)
    paths = [
        "/en/", "/en/boards", "/en/boards/water", "/en/boards/water/feed.atom", "/en/embed/boards/water", "/en/tags",
        f"/en{path_of(thread)}", f"/en{path_of(thread)}/feed.atom", f"/api/v1/threads/{thread['id']}/posts",
        "/api/v1/boards/water/threads", f"/api/v1/search?q={WORD}", "/sitemap.xml", "/en/new-posts",
        "/api/v1/people?begins=Бог", "/en/notifications", "/en/held", "/api/v1/held", "/en/waiting", "/api/v1/waiting",
    ]  # fmt: skip
    found = ""
    for person in people:
        browser = await cast.browser(person)
        for path in paths:
            found += (await browser.get(path)).text.replace(f"q={WORD}", "").replace(f'value="{WORD}"', "")
    return found


async def test_r13_a_newcomers_reply_is_seen_by_nobody_but_its_author_and_moderators(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    answer = await sent(await cast.program("bohdan"), thread)
    assert (answer.status_code, answer.json()["state"]) == (202, "held")
    assert WORD not in (await public_texts(cast, thread, None, "olena", "tomasz")).replace(f"{WORD} · Search", "")
    state = (await (await cast.program()).get(f"/api/v1/threads/{thread['id']}")).json()
    assert (state["posts"], state["last_at"]) == (1, thread["last_at"])
    mine = await cast.browser("bohdan")
    page = (await mine.get(f"/en{path_of(thread)}")).text
    assert WORD in page
    assert "Waits for a moderator" in page
    assert "A moderator reads your text first" in page
    assert WORD in (await mine.get("/en/waiting")).text
    ada = await cast.browser("ada")
    queue = (await ada.get("/en/held")).text
    assert WORD in queue
    assert '<span class="bell__count">1</span>' in queue
    assert "/held" not in (await mine.get("/en/")).text
    for reader in (mine, await cast.browser("olena")):
        assert (await reader.get("/en/held")).status_code == 403
        assert (await reader.get("/api/v1/held")).status_code == 403


async def test_approval_gives_it_its_place_and_only_then_anybody_hears_of_it(
    cast: Cast, talk: Talk, clock: TurnedClock
) -> None:
    ears = Ears(cast, talk, cast.services)
    thread, bohdan = await talk.thread(), await cast.program("bohdan")
    await cast.id("tomasz")
    text = (await sent(bohdan, thread, body=f"{WORD} @Tomasz Zieliński")).json()
    assert await ears.heard("olena") == await ears.heard("tomasz") == []
    between = await talk.reply(thread, "tomasz")
    clock.turn(minutes=20)
    done = await approve(cast, text)
    assert (done.status_code, done.json()["number"], done.json()["at"]) == (200, 3, "2027-02-01T09:20:00Z")
    assert done.json()["author"]["name"] == "Богдан Мельник"
    assert between["number"] == 2
    # What was approved is told to whom it speaks, found, and counted, like any other post.
    assert [kind for kind, _, _ in await ears.heard("olena")] == ["reply"]
    assert ("mention", done.json()["id"]) in [(kind, post) for kind, post, _ in await ears.heard("tomasz")]
    everything = await public_texts(cast, thread, None)
    assert everything.count(WORD) >= 5
    assert (await bohdan.get("/api/v1/waiting")).json() == []
    assert "bell__count" not in (await (await cast.browser("ada")).get("/en/held")).text
    assert (await approve(cast, text)).json()["id"] == done.json()["id"]
    assert (await refuse(cast, text)).status_code == 409
    assert [key for key in await audited(cast) if key.startswith("text")] == ["text.approved"]
    # Nothing of it stays where it waited: what its author withdraws is gone.
    async with cast.services.database.read() as db:
        assert (await db.execute(sa.select(table(HeldText).c.body))).scalars().all() == [""]


async def test_a_thread_waits_as_a_whole(cast: Cast, talk: Talk) -> None:
    async with cast.services.database.work() as work:
        for slug in ("pipes", "pumps"):
            await create_tag(work, None, slug=slug, names={"uk": slug, "en": slug, "pl": slug})
    bohdan, guest = await cast.program("bohdan"), await cast.program()
    assert (await opened(bohdan, tags=["nothing"])).json()["code"] == "tag_unknown"
    text = await opened(bohdan, tags=["pipes", "pumps"])
    assert (text.status_code, text.json()["title"]) == (202, WORD)
    assert (await guest.get("/api/v1/boards")).json()["items"][0]["threads"] == 0
    assert WORD not in (await guest.get("/en/boards/water")).text
    assert WORD in (await (await cast.browser("bohdan")).get("/en/boards/water")).text
    async with cast.services.database.work() as work:
        await retire_tag(work, None, "pumps")
    assert (await approve(cast, text.json())).status_code == 200
    [thread] = (await guest.get("/api/v1/boards/water/threads")).json()["items"]
    assert (thread["title"], thread["tags"], thread["author"]["name"]) == (WORD, ["pipes"], "Богдан Мельник")
    assert (await guest.get("/api/v1/boards")).json()["items"][0]["threads"] == 1


async def test_r13_a_refused_text_is_told_to_its_author_with_the_reason_and_to_nobody_else(
    cast: Cast, talk: Talk
) -> None:
    thread, bohdan = await talk.thread(), await cast.program("bohdan")
    text = (await sent(bohdan, thread)).json()
    for _ in range(2):
        answer = await refuse(cast, text, "Реклама насосів")
        assert (answer.status_code, answer.json()["state"]) == (200, "refused")
    assert (await approve(cast, text)).json()["code"] == "held_decided"
    assert WORD not in (await public_texts(cast, thread, None, "olena")).replace(f"{WORD} · Search", "")
    for page in ("/uk/waiting", f"/uk{path_of(thread)}"):
        shown = (await (await cast.browser("bohdan")).get(page)).text
        assert "Реклама насосів" in shown
        assert WORD in shown
    async with cast.services.database.read() as db:
        [mail] = [mail for mail in await outbox_mails(db, 10) if mail.row.recipient == "bohdan@example.org"]
    assert "Реклама насосів" in mail.text
    assert "/uk/waiting" in mail.text
    assert WORD not in mail.text
    assert [key for key in await audited(cast) if key.startswith("text")] == ["text.refused"]
    empty = await (await cast.browser("ada")).post(f"/en/held/{text['id']}/refusal", data={"reason": " "})
    assert empty.status_code == 422


async def test_r3_the_same_id_stays_one_text_whatever_becomes_of_it(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    thread, bohdan = await talk.thread(), await cast.program("bohdan")
    reply, refused = new(body=WORD), new(body="refused")
    whole = {**new(), "title": "A thread", "body": "whole"}
    places = (f"/api/v1/threads/{thread['id']}/posts", "/api/v1/boards/water/threads")

    async def again() -> list[httpx.Response]:
        bodies = ((places[0], reply), (places[0], refused), (places[1], whole))
        return [await bohdan.post(place, json=body) for place, body in bodies]

    first = await again()
    assert [answer.status_code for answer in first] == [202] * 3
    assert [answer.json()["id"] for answer in await again()] == [answer.json()["id"] for answer in first]
    posted = (await approve(cast, first[0].json())).json()
    await refuse(cast, first[1].json())
    await approve(cast, first[2].json())
    for _ in range(2):
        after = await again()
        assert [answer.status_code for answer in after] == [200, 202, 200]
        assert after[0].json()["id"] == posted["id"]
        assert after[1].json()["state"] == "refused"
        assert after[2].json()["title"] == "A thread"
        clock.turn(days=3)
    other = await bohdan.post(places[0], json={**reply, "body": "something else"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    async with cast.services.database.read() as db:
        assert len((await db.execute(sa.select(table(Post).c.id))).all()) == 3


async def test_only_newcomers_wait_and_only_while_the_day_lasts(
    cast: Cast, talk: Talk, clock: TurnedClock, live_day: dict[str, Any]
) -> None:
    thread = await talk.thread()
    assert (await sent(await cast.program("olena"), thread)).status_code == 201
    before = new(body="before the day")
    bohdan = await cast.program("bohdan")
    ada = await cast.program("ada")
    path = f"/api/v1/days/{live_day['id']}"
    assert (await ada.patch(path, json={"version": 1, "held": False})).status_code == 200
    assert (await bohdan.post(f"/api/v1/threads/{thread['id']}/posts", json=before)).status_code == 201
    assert (await ada.patch(path, json={"version": 2, "held": True})).status_code == 200
    # A repeat of what stands already is no new text.
    assert (await bohdan.post(f"/api/v1/threads/{thread['id']}/posts", json=before)).status_code == 200
    assert (await sent(bohdan, thread)).status_code == 202
    clock.turn(hours=9)
    assert (await sent(bohdan, thread, body="in the evening")).status_code == 201
    clock.turn(days=1)
    await planned(cast, starts="2027-02-03T01:00", ends="2027-02-03T18:00", programme=[])
    clock.turn(hours=12)
    assert (await sent(bohdan, thread, body="not a newcomer any more")).status_code == 201
    await cast.id("late")
    late = await cast.program("late")
    assert (await sent(late, thread, body="late")).status_code == 202
    [day, *_] = (await ada.get("/api/v1/days")).json()["items"]
    await ada.put(f"/api/v1/days/{day['id']}/cancellation", json={})
    assert (await sent(late, thread, body="after it was cancelled")).status_code == 201


async def test_what_was_read_already_does_not_change_meanwhile(cast: Cast, talk: Talk) -> None:
    thread, bohdan = await talk.thread(), await cast.program("bohdan")
    posted = (await approve(cast, (await sent(bohdan, thread, body="Harmless")).json())).json()
    edited = await bohdan.patch(f"/api/v1/posts/{posted['id']}", json={"body": WORD, "version": 1})
    assert (edited.status_code, edited.json()["code"], edited.json()["until"]) == (
        403, "edit_held", "2027-02-01T17:00:00Z",
    )  # fmt: skip
    opened_by = (await approve(cast, (await opened(bohdan, title="Poll")).json())).json()["thread"]
    poll = {
        "id": str(uuid.uuid4()), "kind": "single", "shows": "voted",
        "words": {"en": {"question": WORD, "options": ["a", "b"]}},
    }  # fmt: skip
    asked = await bohdan.post(f"/api/v1/threads/{opened_by}/poll", json=poll)
    assert (asked.status_code, asked.json()["code"]) == (403, "edit_held")
    # Withdrawing is free at any time.
    assert (await bohdan.delete(f"/api/v1/posts/{posted['id']}")).status_code == 204


async def test_an_author_takes_a_text_back_while_it_waits(cast: Cast, talk: Talk) -> None:
    thread, bohdan = await talk.thread(), await cast.program("bohdan")
    text, other = (await sent(bohdan, thread)).json(), (await sent(bohdan, thread, body="other")).json()
    assert (await (await cast.program("olena")).delete(f"/api/v1/waiting/{text['id']}")).status_code == 404
    browser = await cast.browser("bohdan")
    for _ in range(2):
        assert (await browser.post(f"/en/waiting/{text['id']}", data={"end": "1"})).status_code == 303
    assert WORD not in (await (await cast.browser("ada")).get("/en/held")).text
    assert (await approve(cast, text)).json()["code"] == "held_decided"
    await approve(cast, other)
    late = await browser.post(f"/en/waiting/{other['id']}", data={"end": "1"})
    assert (late.status_code, "already decided" in late.text) == (409, True)


async def test_moderators_decide_by_form_the_oldest_first(cast: Cast, talk: Talk) -> None:
    thread, bohdan = await talk.thread(), await cast.program("bohdan")
    first, second = [(await sent(bohdan, thread, body=body)).json() for body in ("the first", "the second")]
    ada = await cast.browser("ada")
    queue = (await ada.get("/en/held")).text
    assert queue.index("the first") < queue.index("the second")
    assert (await ada.post(f"/en/held/{first['id']}/approval", data={"publish": "1"})).status_code == 303
    form = (await ada.get(f"/en/held/{second['id']}/refusal")).text
    assert "the second" in form
    answer = await ada.post(f"/en/held/{second['id']}/refusal", data={"reason": "Off topic"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/held")
    decided = await ada.post(f"/en/held/{second['id']}/approval", data={"publish": "1"})
    assert (decided.status_code, "already decided" in decided.text) == (409, True)
    for path in ("/en/held/bcdfghjkmnpq/refusal", "/en/held/bcdfghjkmnpq/approval"):
        assert (await ada.post(path, data={"reason": "x"})).status_code in (404, 422)
    olena = await cast.browser("olena")
    assert (await olena.post(f"/en/held/{first['id']}/approval", data={})).status_code == 403
    listed = (await ada.get("/api/v1/held", params={"limit": 1})).json()
    assert listed == {"items": [], "next": None}


async def test_a_text_follows_its_thread_and_is_not_published_into_one_that_is_gone(cast: Cast, talk: Talk) -> None:
    bohdan, ada = await cast.program("bohdan"), await cast.program("ada")
    old, goal = await talk.thread(title="Old"), await talk.thread(title="Goal")
    answered = await talk.reply(old, "tomasz")
    text = (await sent(bohdan, old, reply_to=answered["id"])).json()
    lost = (await sent(bohdan, old, body="lost")).json()
    await ada.put(f"/api/v1/threads/{old['id']}/closing", json={"at": "2027-02-01T12:00:00Z"})
    await ada.put(f"/api/v1/threads/{old['id']}/merger", json={"into": goal["id"]})
    placed = (await approve(cast, text)).json()
    assert (placed["thread"], placed["number"], placed["reply_to"]) == (goal["id"], 4, answered["id"])
    await talk.hide(await talk.opening(goal))
    gone = await approve(cast, lost)
    assert (gone.status_code, gone.json()["code"]) == (409, "held_place_gone")
    shown = (await (await cast.browser("bohdan")).get("/en/waiting")).text
    assert "lost" in shown
    assert "Goal" not in shown
    assert (await refuse(cast, lost)).status_code == 200


async def test_its_file_is_its_authors_and_moderators_until_it_is_published(
    cast: Cast, talk: Talk, clock: TurnedClock
) -> None:
    thread, bohdan = await talk.thread(), await cast.browser("bohdan")
    files = []
    for word in ("zqone", "zqtwo"):
        brought = await bohdan.post("/api/v1/files", params={"id": str(uuid.uuid4())}, content=pdf(word))
        files.append(brought.json()["id"])
    texts = [(await sent(bohdan, thread, body="with a file", files=[file])).json() for file in files]
    assert texts[0]["files"][0]["id"] == files[0]
    taken = await sent(bohdan, thread, body="the same file again", files=[files[0]])
    assert taken.json()["code"] == "file_unknown"

    async def readers(file: str) -> list[int]:
        people = [await cast.browser(name) for name in (None, "olena", "bohdan", "ada")]
        return [(await person.get(f"/files/{file}")).status_code for person in people]

    assert await readers(files[0]) == [404, 404, 200, 200]
    assert (await approve(cast, texts[0])).json()["files"][0]["id"] == files[0]
    await refuse(cast, texts[1])
    assert await readers(files[0]) == [200, 200, 200, 200]
    assert await readers(files[1]) == [404, 404, 404, 404]


async def test_s21_waiting_texts_count_and_carry_no_advertising(cast: Cast, talk: Talk) -> None:
    bohdan = await cast.program("bohdan")
    links = " ".join(f"https://{name}.example" for name in ("one", "two", "three"))
    assert (await opened(bohdan, body=links)).json()["code"] == "newcomer_links"
    answers = [await opened(bohdan) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
    await approve(cast, answers[0].json())
    await refuse(cast, answers[1].json())
    assert (await opened(bohdan)).status_code == 429


async def test_a_form_says_that_it_waits_and_its_draft_is_gone(cast: Cast, talk: Talk) -> None:
    thread, bohdan = await talk.thread(), await cast.browser("bohdan")
    form = {"id": str(uuid.uuid4()), "body": WORD, "lang": "en"}
    await bohdan.put(f"/api/v1/drafts/thread-{thread['id']}", json=form)
    answer = await bohdan.post(f"/en{path_of(thread)}", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/en{path_of(thread)}#waiting")
    assert (await bohdan.get("/api/v1/drafts")).json()["items"] == []
    late = await bohdan.put(f"/api/v1/drafts/thread-{thread['id']}", json=form)
    assert (late.status_code, late.json()["code"]) == (409, "draft_posted")
    whole = {**form, "id": str(uuid.uuid4()), "title": "Whole"}
    opened = await bohdan.post("/en/boards/water/new", data=whole)
    assert opened.headers["location"] == "/en/boards/water#waiting"
    assert "A moderator reads your text first" in (await bohdan.get("/en/boards/water/new")).text
