"""Reactions: pressed once or five times they count once, taken back they are gone, and so are those of hidden posts."""

import asyncio
import re
from typing import Any

import pytest
import sqlalchemy as sa

from forum.discussion.models import PostReaction
from forum.discussion.rules import Reaction
from forum.foundation.database import table
from tests.cast import Cast
from tests.discussion.conftest import Talk
from tests.discussion.test_pages import path_of


def at(post: dict[str, Any], kind: str) -> str:
    return f"/api/v1/posts/{post['id']}/reactions/{kind}"


async def rows(cast: Cast) -> int:
    async with cast.services.database.read() as db:
        return (await db.execute(sa.select(sa.func.count()).select_from(table(PostReaction)))).scalar_one()


async def test_a_reaction_counts_once_however_often_it_is_sent(cast: Cast, talk: Talk) -> None:
    post = await talk.reply(await talk.thread())
    olena, kasia, guest = await cast.program("olena"), await cast.program("kasia"), await cast.program(None)
    answers = await asyncio.gather(*(olena.put(at(post, "thanks")) for _ in range(5)))
    assert {(a.status_code, a.text) for a in answers} == {(200, answers[0].text)}
    await olena.put(at(post, "useful"))
    one = (await kasia.put(at(post, "thanks"))).json()
    assert (one["reactions"], one["reacted"]) == ({"thanks": 2, "useful": 1}, ["thanks"])
    assert list(one["reactions"]) == ["thanks", "useful"]
    assert await rows(cast) == 3
    listed = [
        (await reader.get(f"/api/v1/threads/{post['thread']}/posts")).json()["items"] for reader in (guest, olena)
    ]
    assert [(p["reactions"], p["reacted"]) for p in listed[0]] == [({}, []), ({"thanks": 2, "useful": 1}, [])]
    assert listed[1][1]["reacted"] == ["thanks", "useful"]


async def test_a_reaction_is_taken_back_once(cast: Cast, talk: Talk) -> None:
    post = await talk.reply(await talk.thread())
    olena = await cast.program("olena")
    await olena.put(at(post, "agree"))
    taken = [await olena.delete(at(post, "agree")) for _ in range(2)]
    assert [(t.status_code, t.json()["reactions"], t.json()["reacted"]) for t in taken] == [(200, {}, [])] * 2
    assert await rows(cast) == 0


async def test_who_may_not_react_is_told_why(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    post = await talk.reply(thread)
    own = await (await cast.program("tomasz")).put(at(post, "thanks"))
    assert (own.status_code, own.json()["code"]) == (403, "own_post")
    guest = await (await cast.browser()).put(at(post, "thanks"))
    assert (guest.status_code, guest.json()["code"]) == (401, "signed_out")
    olena = await cast.program("olena")
    for address in (at(post, "hate"), at({"id": "nothing"}, "thanks")):
        for method in ("PUT", "DELETE"):
            absent = await olena.request(method, address)
            assert (absent.status_code, absent.json()["code"]) == (404, "not_found")
    await cast.id("newcomer", confirmed_at=None)
    unconfirmed = await (await cast.program("newcomer")).put(at(post, "thanks"))
    assert (unconfirmed.status_code, unconfirmed.json()["code"]) == (403, "verify_first")
    assert await rows(cast) == 0


async def test_r13_reactions_are_gone_with_a_hidden_or_withdrawn_post(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    post = await talk.reply(thread)
    olena, guest, moderator = await cast.program("olena"), await cast.browser(), await cast.program("ada")
    await olena.put(at(post, "thanks"))
    assert 'class="reactions"' in (await guest.get(f"/en{path_of(thread)}")).text
    await talk.hide(post)
    assert 'class="reactions"' not in (await guest.get(f"/en{path_of(thread)}")).text
    listed = (await olena.get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"]
    assert (listed[1]["reactions"], listed[1]["reacted"]) == ({}, [])
    for asked in (olena.put(at(post, "agree")), olena.delete(at(post, "thanks")), moderator.put(at(post, "agree"))):
        assert (await asked).status_code == 404
    await moderator.delete(f"/api/v1/posts/{post['id']}/hiding")
    assert (await moderator.put(at(post, "thanks"))).json()["reactions"] == {"thanks": 2}
    await (await cast.program("tomasz")).delete(f"/api/v1/posts/{post['id']}")
    listed = (await olena.get(f"/api/v1/threads/{thread['id']}/posts")).json()["items"]
    assert listed[1]["reactions"] == {}


async def test_plain_forms_react_and_take_back(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    post = await talk.reply(thread)
    olena, path = await cast.browser("olena"), f"/pl/posts/{post['id']}/reactions"
    page = (await olena.get(f"/pl{path_of(thread)}")).text
    # Her own opening has no buttons, the reply has one of each kind.
    assert re.findall(r'<button class="reaction"[^>]* value="(\w+)"', page) == [kind.value for kind in Reaction]
    for _ in range(2):
        answer = await olena.post(path, data={"kind": "useful"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/pl{path_of(thread)}#post-2")
    page = (await olena.get(f"/pl{path_of(thread)}")).text
    pressed = re.search(r'name="end" value="useful"[^>]*aria-pressed="true".*?<span data-count>1</span>', page)
    assert pressed is not None
    await olena.post(path, data={"end": "useful"})
    assert 'name="end" value="useful"' not in (await olena.get(f"/pl{path_of(thread)}")).text
    assert (await olena.post(path, data={})).status_code == 404


@pytest.mark.parametrize(("locale", "name"), [("uk", "Дякую"), ("en", "Thank you"), ("pl", "Dziękuję")])
async def test_guests_hear_what_was_said_in_their_language(cast: Cast, talk: Talk, locale: str, name: str) -> None:
    thread = await talk.thread()
    await (await cast.program("tomasz")).put(at(await talk.opening(thread), "thanks"))
    page = (await (await cast.browser()).get(f"/{locale}{path_of(thread)}")).text
    assert f'<span class="visually-hidden">{name} </span><span>1</span>' in page
    assert "<form" not in page


async def test_a_page_of_many_reactions_takes_no_more_statements(cast: Cast, talk: Talk) -> None:
    thread = await talk.thread()
    posts = [await talk.reply(thread) for _ in range(6)]
    olena, engine = await cast.program("olena"), cast.services.database.engine.sync_engine
    told: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *a: told.append(a[2]))

    async def statements() -> int:
        told.clear()
        assert (await olena.get(f"/api/v1/threads/{thread['id']}/posts")).status_code == 200
        return len(told)

    await olena.put(at(posts[0], "thanks"))
    few = await statements()
    for post in posts:
        for kind in Reaction:
            await olena.put(at(post, kind))
    assert await statements() == few
