"""What hosts ask those who take a seat."""

import uuid
from typing import Any

import httpx
import pytest

from forum.foundation.errors import Refused
from forum.visits.rules import questions
from forum.visits.rules.questions import Kind, Question, Words
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.visits.plans import published
from tests.visits.test_pages import follow, path_of

NEEDS = Question("needs", Kind.TEXT, {"en": Words("What do you need?")}, required=False)
FILMED = Question("filmed", Kind.YES_NO, {"en": Words("May we record?")}, required=True)
HEARD = Question("heard", Kind.CHOICE, {"en": Words("Which channel?", ("uk", "en", "pl"))}, required=False)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"filmed": "yes"}, {"filmed": "yes"}),
        ({"filmed": False, "heard": 0}, {"filmed": "no", "heard": "0"}),
        ({"filmed": True, "heard": "2", "needs": " a ramp "}, {"filmed": "yes", "heard": "2", "needs": "a ramp"}),
        ({"filmed": "no", "heard": "", "needs": None}, {"filmed": "no"}),
    ],
)
def test_answers_are_read_as_typed_and_as_json(given: dict[str, object], stored: dict[str, str]) -> None:
    assert questions.answered([NEEDS, FILMED, HEARD], given) == stored


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({}, "answer_missing", "filmed"), ({"filmed": ""}, "answer_missing", "filmed"),
        ({"filmed": "maybe"}, "answer_invalid", "filmed"), ({"filmed": 1}, "answer_invalid", "filmed"),
        ({"filmed": "yes", "heard": "3"}, "answer_invalid", "heard"), ({"filmed": "yes", "heard": -1}, "answer_invalid", "heard"),
        ({"filmed": "yes", "heard": "²"}, "answer_invalid", "heard"), ({"filmed": "yes", "heard": True}, "answer_invalid", "heard"),
        ({"filmed": "yes", "needs": 7}, "answer_invalid", "needs"), ({"filmed": "yes", "needs": "a" * 1001}, "text_too_long", "needs"),
        ({"filmed": "yes", "needs": "\x00"}, "control_character", "needs"), ({"filmed": "yes", "other": "x"}, "question_unknown", "other"),
    ],
)  # fmt: skip
def test_an_answer_of_the_wrong_kind_is_refused_beside_its_field(
    given: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        questions.answered([NEEDS, FILMED, HEARD], given)
    assert (caught.value.code, caught.value.field) == (code, f"q_{field}")


@pytest.mark.parametrize(
    ("kind", "words", "code", "field"),
    [
        ("song", {"en": ("Q", [])}, "question_kind_unknown", "kind"),
        ("text", {"en": (" ", [])}, "text_empty", "question_uk"),
        ("choice", {"en": ("Q", ["one", " "])}, "options_count", "options_en"),
        ("choice", {"en": ("", ["one", "two"])}, "text_empty", "question_en"),
        ("choice", {"en": ("Q", ["a", "b"]), "pl": ("P", ["a", "b", "c"])}, "options_unequal", "options_pl"),
    ],
)
def test_a_question_needs_words_and_a_choice_the_same_answers_in_each_language(
    kind: str, words: dict[str, tuple[str, list[str]]], code: str, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        questions.checked(kind, words)
    assert (caught.value.code, caught.value.field) == (code, field)


def typed(kind: str = "yes_no", **changes: str) -> dict[str, str]:
    return {"id": str(uuid.uuid4()), "kind": kind, "question_en": "May we record?", "required": "yes", **changes}


async def asked(cast: Cast, path: str, **changes: str) -> None:
    olena = await cast.browser("olena")
    assert (await olena.post(f"/en{path}/form", data=typed(**changes))).status_code == 303


async def ids(client: httpx.AsyncClient, visit: dict[str, Any]) -> list[str]:
    return [question["id"] for question in (await client.get(f"/api/v1/visits/{visit['id']}")).json()["questions"]]


async def test_who_takes_a_seat_answers_and_only_the_host_reads_it(cast: Cast) -> None:
    visit = await published(await cast.program("olena"))
    path = path_of(visit)
    await asked(cast, path)
    await asked(cast, path, kind="text", question_en="What do you need?", question_pl="Czego potrzeba?", required="")
    bohdan, tomasz, olena = [await cast.browser(name) for name in ("bohdan", "tomasz", "olena")]
    recorded, needs = await ids(bohdan, visit)
    assert f'href="/en{path}/seat/answers"' in (await bohdan.get(f"/en{path}")).text
    sent = await bohdan.post(f"/en{path}/seat", data={"take": "1"})
    assert sent.headers["location"] == f"/en{path}/seat/answers"
    form = (await bohdan.get(f"/pl{path}/seat/answers")).text
    assert "Czego potrzeba?" in form
    assert "May we record?" in form
    missing = await bohdan.post(f"/en{path}/seat/answers", data={f"q_{needs}": "A ramp, please"})
    assert missing.status_code == 422
    assert "Please answer this question." in missing.text
    assert "A ramp, please" in missing.text
    wrong = await bohdan.post(f"/en{path}/seat/answers", data={f"q_{recorded}": "perhaps"})
    assert wrong.status_code == 422
    seated = await bohdan.post(f"/en{path}/seat/answers", data={f"q_{recorded}": "yes", f"q_{needs}": "A ramp, please"})
    assert "You have a seat" in (await follow(bohdan, seated)).text
    assert "A ramp, please" in (await bohdan.get(f"/en{path}/seat/answers")).text
    assert "A ramp, please" in (await olena.get(f"/en{path}/guests")).text
    for page in (path, f"{path}/room", f"{path}/seat/answers"):
        assert "A ramp, please" not in (await tomasz.get(f"/en{page}")).text


async def test_answers_change_until_the_start_and_go_with_the_seat(cast: Cast, clock: TurnedClock) -> None:
    visit = await published(await cast.program("olena"))
    path = path_of(visit)
    await asked(cast, path, kind="text", question_en="What do you need?")
    bohdan, olena = await cast.browser("bohdan"), await cast.browser("olena")
    (needs,) = await ids(bohdan, visit)
    answers = f"/en{path}/seat/answers"
    await bohdan.post(answers, data={f"q_{needs}": "A ramp"})
    await bohdan.post(answers, data={f"q_{needs}": "A lift"})
    guests = (await olena.get(f"/en{path}/guests")).text
    assert ("A ramp" in guests, "A lift" in guests) == (False, True)
    await bohdan.post(f"/en{path}/seat", data={"end": "1"})
    assert "A lift" not in (await bohdan.get(answers)).text
    await bohdan.post(answers, data={f"q_{needs}": "Stairs"})
    clock.turn(days=57)
    late = await bohdan.post(answers, data={f"q_{needs}": "Nothing"})
    assert late.status_code == 409
    assert "Nothing" in late.text
    assert "Stairs" in (await olena.get(f"/en{path}/guests")).text


async def test_a_removed_question_takes_its_answers_along(cast: Cast) -> None:
    visit = await published(await cast.program("olena"))
    path = path_of(visit)
    await asked(cast, path, kind="text", question_en="What do you need?")
    bohdan, olena, tomasz = [await cast.browser(name) for name in ("bohdan", "olena", "tomasz")]
    (needs,) = await ids(bohdan, visit)
    await bohdan.post(f"/en{path}/seat/answers", data={f"q_{needs}": "A ramp"})
    remove = {"remove": needs}
    assert (await tomasz.post(f"/en{path}/form", data=remove)).status_code == 403
    for _ in range(2):
        assert (await olena.post(f"/en{path}/form", data=remove)).status_code == 303
    assert await ids(bohdan, visit) == []
    assert "A ramp" not in (await olena.get(f"/en{path}/guests")).text


async def test_asking_once_makes_one_question_and_there_are_at_most_ten(cast: Cast) -> None:
    visit, olena = await published(await cast.program("olena")), await cast.browser("olena")
    path = f"/en{path_of(visit)}/form"
    form = typed()
    for _ in range(2):
        assert (await olena.post(path, data=form)).status_code == 303
    assert len(await ids(olena, visit)) == 1
    other = await olena.post(path, data={**form, "question_en": "Another?"})
    assert (other.status_code, "Another?" in other.text) == (409, True)
    for number in range(9):
        assert (await olena.post(path, data=typed(question_en=f"Question {number}"))).status_code == 303
    assert (await olena.post(path, data=typed())).status_code == 409
    refused = await olena.post(path, data=typed("choice", options_en="only one"))
    assert refused.status_code in (409, 422)


async def test_programs_answer_with_values_of_their_kind(cast: Cast) -> None:
    visit = await published(await cast.program("olena"))
    await asked(cast, path_of(visit))
    bohdan = await cast.program("bohdan")
    (recorded,) = await ids(bohdan, visit)
    seat = f"/api/v1/visits/{visit['id']}/seat"
    assert (await bohdan.put(seat)).json()["code"] == "answer_missing"
    wrong = await bohdan.put(seat, json={"answers": {recorded: 7}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "answer_invalid")
    assert (await bohdan.put(seat, json={"answers": {recorded: True}})).json() == {"state": "seated"}
