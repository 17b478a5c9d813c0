"""Questions in a visit's room: asked once, voted for once, decided by hosts, gone when hidden."""

import re
import uuid
from html import unescape

import httpx
import pytest

from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.live_rooms.hall import Hall, opened
from tests.web.test_open_redirect import EVIL, GOOD


def order(html: str) -> list[str]:
    """The ids of the questions that wait, in their order."""
    waiting = html.partition('<ol class="questions" aria-label=')[2].partition("</ol>")[0]
    return re.findall(r'class="question question--open" id="q-(\w+)"', waiting)


def votes(html: str, question: str) -> int:
    part = html.partition(f'id="q-{question}"')[2]
    return int(re.findall(r'<span aria-hidden="true">(\d+)</span>', part)[0])


async def seen(hall: Hall, client: httpx.AsyncClient) -> str:
    answer = await client.get(hall.questions)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_questions_stand_by_votes_then_by_age_and_everybody_reads_them(cast: Cast, clock: TurnedClock) -> None:
    hall = await opened(cast)
    bohdan, kasia, anybody = await cast.browser("bohdan"), await cast.browser("kasia"), await cast.browser()
    first = await hall.asked(bohdan, "How deep are the pipes?")
    clock.turn(seconds=1)
    second = await hall.asked(bohdan, "Who pays?")
    clock.turn(seconds=1)
    third = await hall.asked(bohdan, "Is there a plan?")
    assert order(await seen(hall, anybody)) == [first, second, third]
    for _ in range(2):
        assert (await kasia.post(f"{hall.questions}/{third}/vote", data={"x": "1"})).status_code == 303
    html = await seen(hall, anybody)
    assert (order(html), votes(html, third)) == ([third, first, second], 2)
    for _ in range(2):
        assert (await kasia.post(f"{hall.questions}/{third}/vote", data={"end": "1"})).status_code == 303
    html = await seen(hall, anybody)
    assert (order(html), votes(html, third)) == ([first, second, third], 1)
    assert "vote" not in re.findall(r'action="[^"]*/(\w+)"', html)
    assert (await hall.kinds()).count("question.asked") == 3


async def test_r3_a_question_sent_twice_is_asked_once(cast: Cast) -> None:
    hall = await opened(cast)
    bohdan, own_id = await cast.browser("bohdan"), str(uuid.uuid4())
    first = await hall.asked(bohdan, "Who pays?", id=own_id)
    assert await hall.asked(bohdan, "Who pays?", id=own_id) == first
    assert order(await seen(hall, bohdan)) == [first]
    other = await hall.ask(bohdan, "Who decides?", id=own_id)
    assert other.status_code == 409
    assert "Who decides?" in other.text
    assert (await hall.ask(bohdan, "?", id="7")).status_code == 400


@pytest.mark.parametrize(("text", "status"), [("  ", 422), ("x" * 501, 422), ("a\x00b", 422)])
async def test_what_cannot_be_asked_is_said_beside_the_field_and_kept(cast: Cast, text: str, status: int) -> None:
    hall = await opened(cast)
    answer = await hall.ask(await cast.browser("bohdan"), text)
    assert answer.status_code == status
    assert 'id="f-question-error"' in answer.text
    assert len(text) < 500 or text in answer.text


async def test_only_those_with_a_seat_ask_and_vote(cast: Cast) -> None:
    hall = await opened(cast)
    question = await hall.asked(await cast.browser("bohdan"), "Who pays?")
    for name, status in ((None, 401), ("tomasz", 403), ("olena", 303), ("ada", 303)):
        client = await cast.browser(name)
        assert (await hall.ask(client, "And when?")).status_code == status, name
        assert (await client.post(f"{hall.questions}/{question}/vote", data={"x": "1"})).status_code == status, name
        decided = await client.post(f"{hall.questions}/{question}", data={"state": "open"})
        assert decided.status_code == status, name
    bohdan = await cast.browser("bohdan")
    assert (await bohdan.post(f"{hall.questions}/{question}", data={"state": "answered"})).status_code == 403


async def test_asking_goes_on_while_the_talk_is_read_only_and_ends_with_it(cast: Cast, clock: TurnedClock) -> None:
    hall = await opened(cast)
    olena, bohdan = await cast.browser("olena"), await cast.browser("bohdan")
    await olena.post(f"/en/rooms/{hall.room}/read-only", data={"on": "yes", "next": "/en/"})
    assert (await hall.ask(bohdan, "Who pays?")).status_code == 303
    clock.turn(days=120)
    late = await hall.ask(bohdan, "And when?")
    assert late.status_code == 403
    assert "And when?" not in await seen(hall, olena)


async def test_one_person_has_few_questions_waiting(cast: Cast) -> None:
    hall = await opened(cast)
    olena, bohdan = await cast.browser("olena"), await cast.browser("bohdan")
    asked = [await hall.asked(bohdan, f"Question {number}?") for number in range(5)]
    refused = await hall.ask(bohdan, "A sixth one?")
    assert (refused.status_code, "5 questions" in refused.text, "A sixth one?" in refused.text) == (409, True, True)
    await olena.post(f"{hall.questions}/{asked[0]}", data={"state": "answered"})
    assert (await hall.ask(bohdan, "A sixth one?")).status_code == 303


async def test_hosts_decide_and_may_think_again(cast: Cast) -> None:
    hall = await opened(cast)
    olena, kasia = await cast.browser("olena"), await cast.browser("kasia")
    question = await hall.asked(await cast.browser("bohdan"), "Who pays?")
    for state, where in (("answered", "question--answered"), ("aside", "question--aside"), ("open", "question--open")):
        assert (await olena.post(f"{hall.questions}/{question}", data={"state": state})).status_code == 303
        assert f'{where}" id="q-{question}"' in await seen(hall, kasia)
    assert (await olena.post(f"{hall.questions}/{question}", data={"state": "lost"})).status_code == 422
    await olena.post(f"{hall.questions}/{question}", data={"state": "answered"})
    assert (await kasia.post(f"{hall.questions}/{question}/vote", data={"x": "1"})).status_code == 409


async def test_questions_that_ask_the_same_stand_together_and_nobody_counts_twice(cast: Cast) -> None:
    hall = await opened(cast)
    olena, bohdan, kasia = [await cast.browser(name) for name in ("olena", "bohdan", "kasia")]
    first, second = await hall.asked(bohdan, "Who pays?"), await hall.asked(kasia, "Whose money is it?")
    third = await hall.asked(kasia, "Who is paying for this?")
    await kasia.post(f"{hall.questions}/{first}/vote", data={"x": "1"})
    await olena.post(f"{hall.questions}/mergers", data={"question": third, "into": second})
    assert (await olena.post(f"{hall.questions}/mergers", data={"question": second, "into": first})).status_code == 303
    html = await seen(hall, bohdan)
    assert (order(html), votes(html, first)) == ([first], 2)
    assert "Whose money is it?" in html
    assert "Who is paying for this?" in html
    for into in (first, second):
        assert (
            await olena.post(f"{hall.questions}/mergers", data={"question": first, "into": into})
        ).status_code == 409
    assert (await bohdan.post(f"{hall.questions}/mergers", data={"question": first, "into": second})).status_code == 403
    await kasia.post(f"{hall.questions}/{first}/vote", data={"end": "1"})
    assert votes(await seen(hall, bohdan), first) == 1
    await olena.post(f"{hall.questions}/{second}", data={"state": "open"})
    assert set(order(await seen(hall, bohdan))) == {first, second}


async def test_r13_a_hidden_question_is_gone_at_once_and_its_readers_are_told(cast: Cast) -> None:
    hall = await opened(cast)
    olena, bohdan, kasia = [await cast.browser(name) for name in ("olena", "bohdan", "kasia")]
    question, same = await hall.asked(bohdan, "zqhidden"), await hall.asked(kasia, "zqsame")
    await olena.post(f"{hall.questions}/mergers", data={"question": same, "into": question})
    await olena.post(f"{hall.questions}/{question}", data={"state": "hidden"})
    for name in (None, "bohdan", "kasia", "tomasz"):
        client = await cast.browser(name)
        for page in (hall.questions, f"/en{hall.path}/room", f"/en{hall.path}/room/live"):
            assert "zqhidden" not in (await client.get(page)).text, (name, page)
    assert "zqhidden" in await seen(hall, olena)
    assert order(await seen(hall, kasia)) == [same]
    assert "zqhidden" not in (await olena.get(f"/api/v1/rooms/{hall.room}/entries")).text
    assert (await hall.kinds())[-1] == "removed"
    assert (await kasia.post(f"{hall.questions}/{question}/vote", data={"x": "1"})).status_code == 404
    await olena.post(f"{hall.questions}/{question}", data={"state": "open"})
    assert "zqhidden" in await seen(hall, kasia)


async def test_r13_a_hidden_question_cannot_be_shown_again_under_another(cast: Cast) -> None:
    hall = await opened(cast)
    olena, bohdan, kasia = [await cast.browser(name) for name in ("olena", "bohdan", "kasia")]
    hidden, shown = await hall.asked(bohdan, "zqhidden"), await hall.asked(kasia, "zqshown")
    await olena.post(f"{hall.questions}/{hidden}", data={"state": "hidden"})
    for question, into in ((hidden, shown), (shown, hidden)):
        merged = await olena.post(f"{hall.questions}/mergers", data={"question": question, "into": into})
        assert merged.status_code == 409
    assert "zqhidden" not in await seen(hall, kasia)
    assert order(await seen(hall, kasia)) == [shown]


async def test_r13_who_takes_a_question_back_takes_it_from_everybody(cast: Cast) -> None:
    hall = await opened(cast)
    olena, bohdan, kasia = [await cast.browser(name) for name in ("olena", "bohdan", "kasia")]
    question = await hall.asked(bohdan, "zqtakenback")
    assert (await kasia.post(f"{hall.questions}/{question}/withdrawal", data={"x": "1"})).status_code == 403
    for _ in range(2):
        assert (await bohdan.post(f"{hall.questions}/{question}/withdrawal", data={"x": "1"})).status_code == 303
    for client in (olena, bohdan, kasia):
        assert "zqtakenback" not in await seen(hall, client)
    assert (await olena.post(f"{hall.questions}/{question}", data={"state": "open"})).status_code == 404
    assert (await kasia.post(f"{hall.questions}/{question}/withdrawal", data={"x": "1"})).status_code == 404
    assert (await hall.kinds()).count("removed") == 1


async def test_a_part_that_did_not_change_is_not_sent_again(cast: Cast) -> None:
    hall = await opened(cast)
    bohdan, kasia = await cast.browser("bohdan"), await cast.browser("kasia")
    question, live = await hall.asked(bohdan, "Who pays?"), f"/en{hall.path}/room/live"
    answer = await kasia.get(live)
    tag = answer.headers["etag"]
    page = unescape((await kasia.get(f"/en{hall.path}/room")).text)
    assert f'data-live-tag="{tag}"' in page
    same = await kasia.get(live, headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    await bohdan.post(f"{hall.questions}/{question}/vote", data={"end": "1"})
    changed = await kasia.get(live, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    # Each reader has a tag of their own.
    assert (await bohdan.get(live)).headers["etag"] != changed.headers["etag"]


async def test_the_talk_shows_no_row_for_a_question(cast: Cast) -> None:
    hall = await opened(cast)
    bohdan = await cast.browser("bohdan")
    await hall.asked(bohdan, "Who pays?")
    html = (await bohdan.get(f"/en{hall.path}/room")).text
    assert "Nobody has said anything yet" in html
    assert not re.search(r'<div data-part="empty" hidden', html)


async def test_s14_who_votes_comes_back_to_a_page_of_ours(cast: Cast) -> None:
    hall = await opened(cast)
    bohdan, kasia = await cast.browser("bohdan"), await cast.browser("kasia")
    question = await hall.asked(bohdan, "Who pays?")
    for target, home in [*((evil, hall.questions) for evil in EVIL), (GOOD.partition("#")[0], GOOD.partition("#")[0])]:
        answer = await kasia.post(f"{hall.questions}/{question}/vote", data={"next": target})
        assert answer.headers["location"] == f"{home}#q-{question}", target
