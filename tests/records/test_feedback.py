"""Feedback: once for each seat, without names, and shown once it cannot be told who answered what."""

import re
import uuid
from typing import Any

import pytest
import sqlalchemy as sa

from forum.foundation.database import table
from forum.records.models import FeedbackAnswer, FeedbackGiven
from tests.cast import Cast
from tests.conftest import TurnedClock
from tests.records.conftest import Partners

MANY = tuple(f"guest{number}" for number in range(5))


def asked(**changes: Any) -> dict[str, Any]:
    scores = {"useful": 5, "understood": 4, "technology": 2, "together": 5}
    return {"id": str(uuid.uuid4()), "scores": scores, "comment": "", "lang": "en", **changes}


def page(visit: dict[str, Any], path: str = "/feedback", locale: str = "en") -> str:
    return f"/{locale}" + str(visit["url"]).split("/en", 1)[1] + path


async def test_everybody_with_a_seat_answers_once(partners: Partners, cast: Cast, clock: TurnedClock) -> None:
    visit = await partners.visit(over=False)
    path = f"/api/v1/visits/{visit['id']}/feedback"
    bohdan = await cast.program("bohdan")
    early = await bohdan.put(path, json=asked())
    assert (early.status_code, early.json()["code"]) == (409, "visit_not_over")
    clock.turn(days=57)
    answer = asked()
    for _ in range(2):
        assert (await bohdan.put(path, json=answer)).status_code == 200
    second = await bohdan.put(path, json=asked())
    assert (second.status_code, second.json()["code"]) == (409, "feedback_given")
    assert (await (await cast.program("kasia")).put(path, json=asked())).json()["code"] == "no_seat"
    assert (await (await cast.program("olena")).get(path)).json()["answers"] == 1
    clock.turn(days=30)
    late = await (await cast.program("tomasz")).put(path, json=asked())
    assert late.json()["code"] == "feedback_closed"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scores": {"useful": 6, "understood": 4, "technology": 2, "together": 5}}, "score_missing"),
        ({"scores": {"useful": 0, "understood": 4, "technology": 2, "together": 5}}, "score_missing"),
        ({"scores": {"useful": 5}}, "field_invalid"),
        ({"comment": "x" * 2001}, "text_too_long"),
        ({"lang": "ru"}, "lang_unknown"),
        ({"id": "1"}, "bad_client_id"),
    ],
)
async def test_an_answer_that_cannot_be_is_refused(partners: Partners, cast: Cast, changes: Any, code: str) -> None:
    visit = await partners.visit()
    answer = await (await cast.program("bohdan")).put(f"/api/v1/visits/{visit['id']}/feedback", json=asked(**changes))
    assert answer.json()["code"] == code


async def test_too_few_answers_are_not_shown_and_none_leads_to_its_author(partners: Partners, cast: Cast) -> None:
    visit = await partners.visit(guests=MANY)
    path, olena = f"/api/v1/visits/{visit['id']}/feedback", await cast.browser("olena")
    for number, guest in enumerate(MANY):
        assert (await olena.get(path)).json() == {"answers": number, "questions": [], "comments": []}
        early = (await olena.get(page(visit, "/feedback/results"))).text
        assert "Too few answers to show" in early
        assert "Дуже добре" not in early
        said = asked(comment="Дуже добре" if guest == "guest1" else "", lang="uk")
        assert (await (await cast.program(guest)).put(path, json=said)).status_code == 200
    found = (await olena.get(path)).json()
    assert found["questions"][2] == {"question": "technology", "counts": [0, 5, 0, 0, 0], "mean": 2.0}
    assert found["comments"] == [{"text": "Дуже добре", "lang": "uk"}]
    shown = (await olena.get(page(visit, "/feedback/results"))).text
    assert '<p class="minutes__text" lang="uk">Дуже добре</p>' in shown
    assert "On average 2 of 5" in shown
    assert len(re.findall(r"<table", shown)) == 4
    for name, status in (("tomasz", 403), ("guest1", 403), ("ada", 200)):
        assert (await (await cast.browser(name)).get(page(visit, "/feedback/results"))).status_code == status
        assert (await (await cast.program(name)).get(path)).status_code == status
    assert {column.name for column in table(FeedbackAnswer).c} == {"id", "visit_id", "scores", "comment", "lang"}
    async with cast.services.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(table(FeedbackGiven))) == 5


@pytest.mark.parametrize(
    ("locale", "word"), [("uk", "Як минув візит?"), ("pl", "Jak przebiegła wizyta?"), ("en", "How was it?")]
)
async def test_the_form_is_in_ones_language_and_keeps_what_was_typed(
    partners: Partners, cast: Cast, locale: str, word: str
) -> None:
    visit = await partners.visit()
    bohdan, path = await cast.browser("bohdan"), page(visit, locale=locale)
    assert f'href="{path}"' in (await bohdan.get(page(visit, "", locale))).text
    assert word in (await bohdan.get(path)).text
    typed = {"id": str(uuid.uuid4()), "useful": "5", "comment": "Моє слово", "lang": "uk"}
    refused = await bohdan.post(path, data=typed)
    assert refused.status_code == 422
    assert "Моє слово" in refused.text
    assert re.search(r'name="useful" type="radio" value="5" required checked', refused.text)
    whole = {**typed, "understood": "4", "technology": "3", "together": "1"}
    for _ in range(2):
        assert (await bohdan.post(path, data=whole)).headers["location"] == page(visit, "", locale)
    assert '<form class="form"' not in (await bohdan.get(path)).text
    assert f'href="{path}"' not in (await bohdan.get(page(visit, "", locale))).text
    again = await bohdan.post(path, data={**whole, "id": str(uuid.uuid4())})
    assert again.status_code == 409
    assert (await (await cast.browser("kasia")).get(path)).status_code == 403
