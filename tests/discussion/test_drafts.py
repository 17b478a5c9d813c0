"""Texts that somebody has begun: theirs alone, one for each place, gone once posted."""

import asyncio
import uuid
from typing import Any

import pytest

from forum.discussion.rules.drafts import MAX_DRAFTS
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import Talk
from tests.discussion.test_pages import path_of


def begun(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "title": "", "body": "Незакінчена думка", "lang": "uk", **changes}


async def own(cast: Cast, name: str) -> list[tuple[str, str, str]]:
    items = (await (await cast.program(name)).get("/api/v1/drafts")).json()["items"]
    return [(item["place"], item["title"], item["body"]) for item in items]


async def test_a_draft_is_kept_for_each_place_and_read_by_nobody_else(
    cast: Cast, talk: Talk, clock: TurnedClock
) -> None:
    thread, olena = await talk.thread(), await cast.program("olena")
    reply, opening = f"/api/v1/drafts/thread-{thread['id']}", "/api/v1/drafts/board-water"
    for path, text in ((reply, begun()), (opening, begun(title="Тариф", body="")), (reply, begun(body="Далі"))):
        answer = await olena.put(path, json=text)
        assert (answer.status_code, answer.json()["body"]) == (200, text["body"])
        clock.turn(minutes=1)
    assert await own(cast, "olena") == [(f"thread-{thread['id']}", "", "Далі"), ("board-water", "Тариф", "")]
    assert await own(cast, "tomasz") == []
    page = f"/uk{path_of(thread)}"
    assert "Далі" in (await (await cast.browser("olena")).get(page)).text
    for other in ("tomasz", "ada", None):
        assert "Далі" not in (await (await cast.browser(other)).get(page)).text
    assert (await (await cast.browser()).get("/uk/drafts")).status_code == 401
    await olena.delete(opening)
    await olena.put(reply, json=begun(body=" "))
    assert await own(cast, "olena") == []


async def test_the_form_goes_on_with_what_was_begun_and_a_quote_comes_behind_it(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    post = await talk.reply(thread, body="one")
    olena = await cast.browser("olena")
    await olena.put(f"/api/v1/drafts/thread-{thread['id']}", json=begun(body="begun", lang="pl"))
    page = (await olena.get(f"/en{path_of(thread)}?quote={post['id']}")).text
    assert "begun\n\n&gt; one" in page
    assert '<option value="pl" lang="pl" selected>' in page
    assert 'data-draft-saved="2027-02-01T09:00:00+00:00"' in page
    await olena.put("/api/v1/drafts/board-water", json=begun(title="Title begun", body="b"))
    assert 'value="Title begun"' in (await olena.get("/en/boards/water/new")).text


@pytest.mark.parametrize("by", ["page", "api"])
async def test_what_is_posted_is_no_draft_any_more_and_a_late_save_makes_none(cast: Cast, talk: Talk, by: str) -> None:
    thread, olena = await talk.thread(), await cast.browser("olena")
    await olena.put("/api/v1/drafts/board-water", json=begun())
    await olena.put(f"/api/v1/drafts/thread-{thread['id']}", json=begun())
    text = begun(title="T")
    reply = {key: text[key] for key in ("body", "lang")} | {"id": str(uuid.uuid4())}
    if by == "page":
        assert (await olena.post(f"/en{path_of(thread)}", data=reply)).status_code == 303
        assert (await olena.post("/en/boards/water/new", data=text)).status_code == 303
    else:
        assert (await olena.post(f"/api/v1/threads/{thread['id']}/posts", json=reply)).status_code == 201
        assert (await olena.post("/api/v1/boards/water/threads", json=text)).status_code == 201
    assert await own(cast, "olena") == []
    late = await olena.put(f"/api/v1/drafts/thread-{thread['id']}", json=begun(id=reply["id"]))
    assert (late.status_code, late.json()["code"]) == (409, "draft_posted")
    assert (await olena.put("/api/v1/drafts/board-water", json=begun(id=text["id"]))).status_code == 409
    assert await own(cast, "olena") == []


async def test_the_button_keeps_a_draft_without_scripts_and_the_page_lists_it(cast: Cast, talk: Talk) -> None:
    thread, olena = await talk.thread(), await cast.browser("olena")
    typed = {"id": str(uuid.uuid4()), "title": "A title", "body": "", "lang": "en", "keep": "1"}
    kept = await olena.post("/en/boards/water/new", data=typed)
    assert (kept.status_code, "Your draft is saved." in kept.text, "A title" in kept.text) == (200, True, True)
    await olena.post(f"/en{path_of(thread)}", data={**typed, "id": str(uuid.uuid4()), "body": "some <words>"})
    listed = (await olena.get("/en/drafts")).text
    for words in ("A title", "some &lt;words&gt;", "Ремонт водогону", f'href="/en{path_of(thread)}#reply"'):
        assert words in listed
    gone = await olena.post(f"/en/drafts/thread-{thread['id']}", data={"end": "1"})
    assert (gone.status_code, gone.headers["location"]) == (303, "/en/drafts")
    assert [place for place, *_ in await own(cast, "olena")] == ["board-water"]
    assert (await olena.get(f"/api/v1/threads/{thread['id']}")).json()["posts"] == 1


async def test_a_hidden_threads_title_is_not_in_a_list_of_drafts(cast: Cast, talk: Talk) -> None:
    thread, tomasz = await talk.thread(title="zq-secret"), await cast.browser("tomasz")
    await tomasz.put(f"/api/v1/drafts/thread-{thread['id']}", json=begun())
    assert "zq-secret" in (await tomasz.get("/en/drafts")).text
    await talk.hide(await talk.opening(thread))
    page = (await tomasz.get("/en/drafts")).text
    assert "zq-secret" not in page
    assert "Незакінчена думка" in page
    assert (await tomasz.put(f"/api/v1/drafts/thread-{thread['id']}", json=begun())).status_code == 404
    assert (await tomasz.delete(f"/api/v1/drafts/thread-{thread['id']}")).status_code == 204


@pytest.mark.parametrize(
    ("place", "changes", "status", "code"),
    [
        ("board-nowhere", {}, 404, "not_found"),
        ("thread-nowhere", {}, 404, "not_found"),
        ("visit-x", {}, 404, "not_found"),
        ("board-", {}, 404, "not_found"),
        ("board-water", {"body": "x" * 20_001}, 422, "text_too_long"),
        ("board-water", {"title": "x" * 201}, 422, "text_too_long"),
        ("board-water", {"body": "a\0"}, 422, "control_character"),
        ("board-water", {"lang": "ru"}, 422, "lang_unknown"),
        ("board-water", {"id": "7"}, 400, "bad_client_id"),
        ("board-water", {"place": "x"}, 400, "unknown_field"),
    ],
)
async def test_what_is_no_draft(
    cast: Cast, talk: Talk, place: str, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = await (await cast.program("olena")).put(f"/api/v1/drafts/{place}", json=begun(**changes))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await own(cast, "olena") == []


async def test_saves_at_once_leave_one_draft_and_a_hundred_places_are_enough(
    cast: Cast, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    olena = await cast.program("olena")
    answers = await asyncio.gather(*(olena.put("/api/v1/drafts/board-water", json=begun()) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(await own(cast, "olena")) == 1
    assert MAX_DRAFTS == 100
    monkeypatch.setattr("forum.discussion.actions.drafts.MAX_DRAFTS", 2)
    statuses = []
    for _ in range(2):
        thread = await talk.thread(by="tomasz")
        statuses.append((await olena.put(f"/api/v1/drafts/thread-{thread['id']}", json=begun())).status_code)
    assert statuses == [200, 422]
    assert (await olena.put("/api/v1/drafts/board-water", json=begun(body="Далі"))).status_code == 200


async def test_a_reply_that_was_begun_goes_along_when_its_thread_is_merged(cast: Cast, talk: Talk) -> None:
    gone, kept = await talk.thread(title="Doubled"), await talk.thread(title="Kept")
    for name, threads in {"olena": [gone], "tomasz": [gone, kept]}.items():
        person = await cast.program(name)
        for number, thread in enumerate(threads):
            await person.put(f"/api/v1/drafts/thread-{thread['id']}", json=begun(body=f"begun {number}"))
    merged = await (await cast.browser("ada")).post(f"/en{path_of(gone)}/merger", data={"into": kept["id"]})
    assert merged.status_code == 303
    assert await own(cast, "olena") == [(f"thread-{kept['id']}", "", "begun 0")]
    assert "begun 0" in (await (await cast.browser("olena")).get(f"/en{path_of(kept)}")).text
    both = sorted(body for _, _, body in await own(cast, "tomasz"))
    assert both == ["begun 0", "begun 1"]
    assert "begun 1" in (await (await cast.browser("tomasz")).get(f"/en{path_of(kept)}")).text
