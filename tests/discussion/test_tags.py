"""Tags: one vocabulary in three languages, kept by moderators, carried by threads."""

from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from forum.discussion.actions.boards import create_board
from forum.discussion.actions.tags import create_tag
from forum.entrypoints import cli
from forum.foundation.services import Services
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import BOARD, Talk, new
from tests.discussion.test_pages import path_of

VOCABULARY = {
    "water": {"uk": "Водопостачання", "en": "Water supply", "pl": "Wodociągi"},
    "waste": {"uk": "Відходи", "en": "Waste", "pl": "Odpady"},
    "schools": {"uk": "Школи", "en": "Schools", "pl": "Szkoły"},
    "youth": {"uk": "Молодь", "en": "Youth", "pl": "Młodzież"},
    "budgets": {"uk": "Бюджет", "en": "Budgets", "pl": "Budżet"},
    "heating": {"uk": "Тепло", "en": "Heating", "pl": "Ciepło"},
}


@pytest.fixture(autouse=True)
async def vocabulary(cast: Cast) -> None:
    async with cast.services.database.work() as work:
        for slug, names in VOCABULARY.items():
            await create_tag(work, None, slug=slug, names=names)


async def tagged(cast: Cast, *tags: str, by: str = "olena", board: str = "water", **changes: Any) -> dict[str, Any]:
    body = {**new(), "title": "Труби", "tags": [*tags], **changes}
    answer = await (await cast.program(by)).post(f"/api/v1/boards/{board}/threads", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def counts(cast: Cast) -> dict[str, int]:
    items = (await (await cast.program()).get("/api/v1/tags")).json()["items"]
    return {tag["slug"]: tag["threads"] for tag in items if tag["threads"]}


async def test_a_thread_opens_with_tags_that_everybody_reads_in_their_language(cast: Cast, talk: Talk) -> None:
    thread = await tagged(cast, "water", "budgets", "water")
    assert thread["tags"] == ["budgets", "water"]
    assert await counts(cast) == {"budgets": 1, "water": 1}
    guest = await cast.browser()
    for locale in ("uk", "en", "pl"):
        for path in (path_of(thread), "/boards/water", "/tags/budgets"):
            page = (await guest.get(f"/{locale}{path}")).text
            assert f'href="/{locale}/tags/water">{VOCABULARY["water"][locale]}</a>' in page, path
        assert VOCABULARY["water"][locale] in (await guest.get(f"/{locale}/tags")).text
    feed = Xml.fromstring((await guest.get("/pl/tags/water/feed.atom")).content)
    assert [e.text for e in feed.iter("{http://www.w3.org/2005/Atom}title")] == ["Wodociągi", "Труби"]
    assert "/uk/tags/water<" in (await guest.get("/sitemap.xml")).text


@pytest.mark.parametrize(
    ("tags", "code"),
    [(["unheard"], "tag_unknown"), ([*VOCABULARY], "too_many_tags"), (["water", "x\0"], "tag_unknown")],
)
async def test_tags_out_of_bounds_are_refused_and_the_form_keeps_what_was_typed(
    cast: Cast, talk: Talk, tags: list[str], code: str
) -> None:
    body = {**new(), "title": "T", "tags": tags}
    refused = await (await cast.program("olena")).post("/api/v1/boards/water/threads", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    olena = await cast.browser("olena")
    page = await olena.post("/en/boards/water/new", data={**new(body="typed words"), "title": "T", "tags": tags})
    assert page.status_code == 422
    assert "typed words" in page.text
    assert page.text.count(' type="checkbox" value="water" checked') == ("water" in tags)
    assert await counts(cast) == {}


async def test_tags_are_part_of_what_a_repeat_must_say_again(cast: Cast, talk: Talk) -> None:
    olena, body = await cast.program("olena"), {**new(), "title": "T", "tags": ["water"]}
    answers = [await olena.post("/api/v1/boards/water/threads", json=body) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 200]
    assert answers[0].text == answers[1].text
    other = await olena.post("/api/v1/boards/water/threads", json={**body, "tags": ["waste"]})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert await counts(cast) == {"water": 1}


async def test_who_opened_it_and_moderators_choose_anew(cast: Cast, talk: Talk) -> None:
    thread = await tagged(cast, "water", "budgets")
    olena, path = await cast.browser("olena"), path_of(thread)
    form = (await olena.get(f"/en{path}/tags")).text
    assert 'value="water" checked' in form
    assert 'value="waste" checked' not in form
    data = {"sent": "1", "tags": ["waste", "water"]}
    assert (await olena.post(f"/en{path}/tags", data=data)).headers["location"] == f"/en{path}"
    assert await counts(cast) == {"waste": 1, "water": 1}
    moderator, stranger = await cast.program("ada"), await cast.program("tomasz")
    answers = [await moderator.put(f"/api/v1/threads/{thread['id']}/tags", json={"tags": []}) for _ in range(2)]
    assert [(a.status_code, a.json()["tags"]) for a in answers] == [(200, [])] * 2
    assert await counts(cast) == {}
    refused = await stranger.put(f"/api/v1/threads/{thread['id']}/tags", json={"tags": ["water"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    six = await olena.post(f"/en{path}/tags", data={"tags": [*VOCABULARY]})
    assert six.status_code == 422
    assert "at most 5 tags" in six.text


async def test_r13_counts_and_pages_of_tags_forget_what_is_hidden(cast: Cast, talk: Talk) -> None:
    thread = await tagged(cast, "water")
    opening = await talk.opening(thread)
    await talk.hide(opening)
    guest, moderator = await cast.browser(), await cast.program("ada")
    assert await counts(cast) == {}
    assert "Труби" not in (await guest.get("/uk/tags/water")).text
    assert (await guest.get("/api/v1/tags/water/threads")).json()["items"] == []
    await moderator.put(f"/api/v1/threads/{thread['id']}/tags", json={"tags": ["waste"]})
    assert await counts(cast) == {}
    await moderator.delete(f"/api/v1/posts/{opening['id']}/hiding")
    assert await counts(cast) == {"waste": 1}
    await (await cast.program("olena")).delete(f"/api/v1/posts/{opening['id']}")
    assert await counts(cast) == {}


async def test_a_tags_page_goes_by_key_and_by_board(cast: Cast, talk: Talk, clock: TurnedClock) -> None:
    async with cast.services.database.work() as work:
        await create_board(work, None, slug="other", names=BOARD)
    opened = []
    for number in range(5):
        clock.turn(minutes=number % 2)
        board = "other" if number == 2 else "water"
        opened.append((await tagged(cast, "water", title=f"T{number}", board=board))["id"])
    reader, seen, address = await cast.program(), [], "/api/v1/tags/water/threads?limit=2"
    page: dict[str, Any] = {"next": ""}
    while page["next"] is not None:
        page = (await reader.get(address + (f"&after={page['next']}" if page["next"] else ""))).json()
        seen += [thread["id"] for thread in page["items"]]
    assert sorted(seen) == sorted(opened)
    assert {*seen[:2]} == {*opened[3:]}
    there = (await reader.get("/api/v1/tags/water/threads?board=other")).json()["items"]
    assert [thread["id"] for thread in there] == [opened[2]]
    assert "T2" in (html := (await (await cast.browser()).get("/en/tags/water?board=other")).text)
    assert "T3" not in html
    for bad in ("?after=x", "?limit=0", "?after=WyJhIiwiYiJd"):
        assert (await reader.get(f"/api/v1/tags/water/threads{bad}")).status_code == 422
    for absent in ("/api/v1/tags/no/threads", "/api/v1/tags/water/threads?board=no", "/en/tags/no"):
        assert (await reader.get(absent)).status_code == 404


async def test_moderators_keep_the_vocabulary(cast: Cast, talk: Talk) -> None:
    ada, olena = await cast.browser("ada"), await cast.browser("olena")
    names = {"uk": "Зелень", "en": "Parks and trees", "pl": "Zieleń"}
    assert (await olena.post("/en/tags/new", data=names)).status_code == 403
    for _ in range(2):
        assert (await ada.post("/en/tags/new", data=names)).headers["location"] == "/en/tags/parks-and-trees"
    taken = await ada.post("/en/tags/new", data={**names, "pl": "Parki"})
    assert taken.status_code == 409
    assert 'value="Parki"' in taken.text
    empty = await ada.post("/pl/tags/parks-and-trees/edit", data={**names, "uk": " "})
    assert empty.status_code == 422
    assert (await ada.post("/pl/tags/parks-and-trees/edit", data={**names, "pl": "Parki"})).status_code == 303
    assert '<h1 lang="pl">Parki</h1>' in (await olena.get("/pl/tags/parks-and-trees")).text
    reserved = await (await cast.program("ada")).post("/api/v1/tags", json={"slug": "new", "name": names})
    assert (reserved.status_code, reserved.json()["code"]) == (422, "slug_invalid")


async def test_a_retired_tag_stays_on_its_threads_and_is_offered_to_no_other(cast: Cast, talk: Talk) -> None:
    thread = await tagged(cast, "water")
    moderator, olena = await cast.program("ada"), await cast.browser("olena")
    for _ in range(2):
        retired = await moderator.patch("/api/v1/tags/water", json={"retired": True})
        assert (retired.status_code, retired.json()["retired"]) == (200, True)
    assert 'value="water"' not in (await olena.get("/en/boards/water/new")).text
    assert 'value="water" checked' in (await olena.get(f"/en{path_of(thread)}/tags")).text
    kept = await olena.post(f"/en{path_of(thread)}/tags", data={"tags": ["water", "waste"]})
    assert kept.status_code == 303
    refused = await olena.put(f"/api/v1/threads/{(await talk.thread())['id']}/tags", json={"tags": ["water"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "tag_unknown")
    await (await cast.browser("ada")).post("/en/tags/water/retirement", data={"end": "1"})
    assert 'value="water"' in (await olena.get("/en/boards/water/new")).text


async def test_a_tag_is_added_from_the_command_line(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["tag", "create", "--slug", "transport", "--uk", "Транспорт", "--en", "Transport", "--pl", "Komunikacja"]
    chosen = cli.parser().parse_args(words)
    assert await chosen.command.run(chosen, services) == 0
    assert capsys.readouterr().out == "transport\n"


async def test_lists_read_tags_in_one_statement(cast: Cast, talk: Talk) -> None:
    import sqlalchemy as sa

    told: list[str] = []
    sa.event.listen(cast.services.database.engine.sync_engine, "before_cursor_execute", lambda *a: told.append(a[2]))
    reader = await cast.browser("olena")

    async def statements() -> int:
        told.clear()
        assert (await reader.get("/en/boards/water")).status_code == 200
        return len(told)

    await tagged(cast, "water")
    few = await statements()
    for _ in range(5):
        await tagged(cast, "water", "waste", "youth")
    assert await statements() == few
