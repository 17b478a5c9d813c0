"""Polls in threads: who asks, who votes, who sees what, and when it is over."""

import asyncio
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from forum.foundation.database import table
from forum.polls.models import PollVote
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.discussion.conftest import Talk
from tests.discussion.test_pages import path_of

WORDS = {
    "uk": {"question": "Коли зустрічаємося?", "options": ["Зранку", "Вдень", "Увечері"]},
    "pl": {"question": "Kiedy się spotykamy?", "options": ["Rano", "W dzień", "Wieczorem"]},
}


def asked(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "words": WORDS, "kind": "single", "shows": "voted", **changes}


class Polls:
    """A thread of olena's with a poll."""

    def __init__(self, cast: Cast, thread: dict[str, Any]) -> None:
        self.cast, self.thread = cast, thread
        self.path = f"/api/v1/threads/{thread['id']}/poll"

    async def ask(self, by: str = "olena", **changes: Any) -> Any:
        return await (await self.cast.program(by)).post(self.path, json=asked(**changes))

    async def vote(self, by: str, *choices: int) -> Any:
        return await (await self.cast.program(by)).put(f"{self.path}/vote", json={"choices": choices})

    async def seen(self, by: str | None = None) -> Any:
        return (await (await self.cast.program(by)).get(self.path)).json()


@pytest.fixture
async def polls(cast: Cast, talk: Talk) -> Polls:
    return Polls(cast, await talk.thread())


async def test_votes_are_cast_changed_and_taken_back_and_counted_once_a_person(cast: Cast, polls: Polls) -> None:
    assert (await polls.ask()).status_code == 201
    first = await polls.vote("tomasz", 2)
    assert (first.status_code, first.json()["own"], first.json()["votes"]) == (200, [2], [0, 0, 1])
    for name, place in (("kasia", 2), ("bohdan", 0), ("tomasz", 0), ("tomasz", 0)):
        assert (await polls.vote(name, place)).status_code == 200
    seen = await polls.seen("tomasz")
    assert (seen["own"], seen["votes"], seen["voters"], seen["winners"]) == ([0], [2, 0, 1], 3, [0])
    tomasz = await cast.program("tomasz")
    for _ in range(2):
        assert (await tomasz.delete(f"{polls.path}/vote")).status_code == 204
    assert ((await polls.seen("tomasz"))["own"], (await polls.seen("bohdan"))["votes"]) == ([], [1, 0, 1])


async def test_many_votes_of_one_person_at_once_are_one(cast: Cast, polls: Polls) -> None:
    await polls.ask(kind="multiple")
    kasia = await cast.program("kasia")
    choices = [[0], [1], [0, 1], [2, 0]] * 3
    answers = await asyncio.gather(*(kasia.put(f"{polls.path}/vote", json={"choices": c}) for c in choices))
    assert {answer.status_code for answer in answers} == {200}
    async with cast.services.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(table(PollVote))) == 1


@pytest.mark.parametrize("shows", ["voted", "closed"])
async def test_results_are_seen_by_whom_the_author_said_and_by_all_once_it_is_closed(
    cast: Cast, polls: Polls, clock: TurnedClock, shows: str
) -> None:
    closes = (clock.now() + timedelta(days=1)).isoformat()
    await polls.ask(shows=shows, closes_at=closes)
    await polls.vote("tomasz", 1)

    async def see() -> list[bool]:
        return [(await polls.seen(name))["votes"] is not None for name in ("tomasz", "bohdan", "olena", "ada", None)]

    assert await see() == [shows == "voted", False, False, False, False]
    page = f"/pl{path_of(polls.thread)}"
    assert "poll__results" not in (await (await cast.browser()).get(page)).text
    clock.turn(hours=24)
    assert await see() == [True] * 5
    assert (await polls.seen())["open"] is False
    assert "poll__results" in (await (await cast.browser()).get(page)).text
    late = await polls.vote("bohdan", 0)
    assert (late.status_code, late.json()["code"]) == (409, "poll_closed")
    assert (await (await cast.program("tomasz")).delete(f"{polls.path}/vote")).status_code == 409


async def test_a_ranked_poll_is_counted_by_instant_run_off(cast: Cast, polls: Polls) -> None:
    await polls.ask(kind="ranked")
    for name, choices in (("olena", (0, 1)), ("tomasz", (0,)), ("ada", (1, 2)), ("bohdan", (2, 1)), ("kasia", (2,))):
        await polls.vote(name, *choices)
    seen = await polls.seen("kasia")
    assert (seen["votes"], seen["winners"]) == ([2, 1, 2], [2])
    assert seen["rounds"] == [{"votes": {"0": 2, "1": 1, "2": 2}, "out": 1}, {"votes": {"0": 2, "2": 3}, "out": None}]
    page = (await (await cast.browser("kasia")).get(f"/en{path_of(polls.thread)}")).text
    assert "Round 2" in page
    assert "instant run-off" in page


async def test_r3_one_poll_a_thread_and_a_repeat_is_the_same(cast: Cast, polls: Polls) -> None:
    body = asked()
    olena = await cast.program("olena")
    answers = [await olena.post(polls.path, json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].text == answers[1].text
    assert (await olena.post(polls.path, json={**body, "kind": "ranked"})).json()["code"] == "idempotency_mismatch"
    assert (await olena.post(polls.path, json=asked())).json()["code"] == "poll_exists"


async def test_only_who_opened_the_thread_and_moderators_ask(cast: Cast, polls: Polls) -> None:
    assert (await polls.ask(by="tomasz")).json()["code"] == "not_yours"
    path = f"/en{path_of(polls.thread)}/poll/new"
    assert [(await (await cast.browser(who)).get(path)).status_code for who in ("olena", "ada", "tomasz", None)] == [
        200, 200, 403, 401,
    ]  # fmt: skip
    assert (await polls.ask(by="ada")).status_code == 201


async def test_r13_a_hidden_threads_poll_is_gone(cast: Cast, polls: Polls, talk: Talk) -> None:
    await polls.ask()
    await talk.hide(await talk.opening(polls.thread))
    for who, status in (("ada", 200), ("olena", 404), ("tomasz", 404), (None, 404)):
        client = await cast.browser(who)
        assert (await client.get(polls.path)).status_code == status
        assert (await client.get(f"/en{path_of(polls.thread)}/poll")).status_code == status
    assert (await polls.vote("tomasz", 1)).status_code == 404


async def test_a_withdrawn_or_closed_thread_takes_no_votes(cast: Cast, polls: Polls, talk: Talk) -> None:
    await polls.ask()
    ada = await cast.browser("ada")
    await ada.post(f"/en{path_of(polls.thread)}/closure", data={"end": ""})
    assert (await polls.vote("tomasz", 1)).json()["code"] == "thread_closed"
    await ada.post(f"/en{path_of(polls.thread)}/closure", data={"end": "1"})
    await talk.reply(polls.thread)
    opening = await talk.opening(polls.thread)
    assert (await (await cast.program("olena")).delete(f"/api/v1/posts/{opening['id']}")).status_code == 204
    assert (await polls.vote("tomasz", 1)).status_code == 404
    assert (await (await cast.program()).get(polls.path)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"words": {}}, "poll_empty"),
        ({"words": {"en": {"question": "Q", "options": ["a"]}}}, "too_few_options"),
        ({"words": {"en": {"question": "Q", "options": [f"{n}" for n in range(21)]}}}, "too_many_options"),
        ({"words": {"en": {"question": "Q", "options": ["a", "A"]}}}, "option_repeated"),
        ({"words": {"en": {"question": " ", "options": ["a", "b"]}}}, "text_empty"),
        ({"words": {**WORDS, "en": {"question": "Q", "options": ["a", "b"]}}}, "options_differ"),
        ({"kind": "guess"}, "poll_kind_unknown"),
        ({"shows": "never"}, "poll_kind_unknown"),
        ({"closes_at": "2027-02-01T08:59:59Z"}, "poll_closing_invalid"),
        ({"closes_at": "2029-02-01T08:59:59Z"}, "poll_closing_invalid"),
        ({"closes_at": "2027-02-02T09:00:00"}, "field_invalid"),
        ({"closes_at": "soon"}, "field_invalid"),
    ],
)
async def test_what_is_no_poll(polls: Polls, changes: dict[str, Any], code: str) -> None:
    answer = await polls.ask(**changes)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await polls.seen())["code"] == "not_found"


async def test_a_poll_is_opened_and_answered_by_forms_and_read_in_ones_own_language(cast: Cast, polls: Polls) -> None:
    path = path_of(polls.thread)
    olena, tomasz, kasia = [await cast.browser(name) for name in ("olena", "tomasz", "kasia")]
    typed = {"id": str(uuid.uuid4()), "kind": "multiple", "shows": "voted", "days": "7"}
    for lang, said in WORDS.items():
        typed |= {f"question-{lang}": str(said["question"]), f"options-{lang}": "\r\n".join(said["options"]) + "\r\n"}
    wrong = await olena.post(f"/uk{path}/poll/new", data={**typed, "options-pl": "Rano\nWieczorem"})
    assert wrong.status_code == 422
    assert "Kiedy się spotykamy?" in wrong.text
    made = await olena.post(f"/uk{path}/poll/new", data=typed)
    assert (made.status_code, made.headers["location"]) == (303, f"/uk{path}#poll")
    for locale, words in (("uk", "Увечері"), ("pl", "Wieczorem"), ("en", "Увечері")):
        page = (await tomasz.get(f"/{locale}{path}")).text
        assert words in page
        assert re.findall(r'name="choice" type="checkbox" value="(\d)"', page) == ["0", "1", "2"]
    nothing = await tomasz.post(f"/pl{path}/poll", data={})
    assert (nothing.status_code, "Proszę wybrać odpowiedź." in nothing.text) == (422, True)
    for client, choices in ((tomasz, ["0", "2"]), (kasia, ["2"])):
        assert (await client.post(f"/pl{path}/poll", data={"choice": choices})).status_code == 303
    page = (await tomasz.get(f"/pl{path}")).text
    assert "Zagłosowały 2 osoby" in page
    assert '<progress class="progress poll__bar" max="2" value="2" aria-hidden="true">' in page
    assert (await tomasz.post(f"/pl{path}/poll", data={"end": "1"})).status_code == 303
    assert "poll__results" not in (await tomasz.get(f"/pl{path}")).text
    assert (await (await cast.browser()).post(f"/pl{path}/poll", data={"choice": "1"})).status_code == 401


async def test_places_are_given_by_form_once_each(cast: Cast, polls: Polls) -> None:
    await polls.ask(kind="ranked")
    tomasz, path = await cast.browser("tomasz"), f"/pl{path_of(polls.thread)}/poll"
    twice = await tomasz.post(path, data={"rank-0": "1", "rank-1": "1"})
    assert (twice.status_code, "tylko raz" in twice.text) == (422, True)
    assert (await tomasz.post(path, data={"rank-0": "2", "rank-2": "1", "rank-1": ""})).status_code == 303
    assert (await polls.seen("tomasz"))["own"] == [2, 0]
    for bad in ({"rank-0": "x"}, {"choice": "x"}, {"choice": "-1"}, {"choice": "9"}):
        assert (await tomasz.post(path, data=bad)).status_code == 422
