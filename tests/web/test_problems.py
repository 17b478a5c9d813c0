from typing import Any

import pytest

from forum.entrypoints.capabilities import CAPABILITIES
from forum.foundation.errors import Refusal, Refused
from forum.foundation.i18n import format_wait
from forum.web.problems import Problems, readable

ANSWERS = Problems(*(dict(capability.refusals) for capability in CAPABILITIES))


@pytest.mark.parametrize(
    ("locale", "fact", "said"),
    [
        ("uk", 20_000, "20\u00a0000"),
        ("en", 20_000, "20,000"),
        ("pl", "2027-03-28T04:30", "28 marca 2027, 04:30"),
        ("en", "2027-02-01T09:00:00Z", "1 February 2027, 10:00 (Brussels time)"),
        ("en", "plain words", "plain words"),
        ("en", True, True),
    ],
)
def test_a_sentence_says_numbers_and_times_as_the_language_does(locale: str, fact: object, said: object) -> None:
    assert readable(locale, fact) == said


def test_programs_get_the_facts_as_they_are() -> None:
    document = ANSWERS.document("pl", Refused("banned", until="2027-02-01T09:00:00Z"))
    assert document["until"] == "2027-02-01T09:00:00Z"
    assert "2027-02-01T" not in document["title"]
    assert (document["status"], document["code"]) == (403, "banned")


@pytest.mark.parametrize(
    ("locale", "seconds", "said"),
    [
        ("en", 1199, "in 20 minutes"),
        ("en", 1, "in 1 second"),
        ("en", 3600, "in 1 hour"),
        ("en", 3660, "in 61 minutes"),
        ("en", 7201, "in 3 hours"),
        ("en", 172_801, "in 3 days"),
        ("uk", 60, "через 1 хвилину"),
        ("uk", 61, "через 2 хвилини"),
        ("uk", 1199, "через 20 хвилин"),
        ("uk", 21, "через 21 секунду"),
        ("uk", 3600, "через 1 годину"),
        ("pl", 60, "za 1 minutę"),
        ("pl", 61, "za 2 minuty"),
        ("pl", 1199, "za 20 minut"),
        ("pl", 3600, "za 1 godzinę"),
    ],
)
def test_a_time_to_wait_is_rounded_up_and_counted_as_the_language_does(locale: str, seconds: int, said: str) -> None:
    assert format_wait(locale, seconds) == said


@pytest.mark.parametrize(("code", "fact"), [("slow_down", {"seconds": 1199}), ("thread_is_slow", {"minutes": 20})])
def test_a_refusal_tells_people_a_time_and_programs_a_number(code: str, fact: dict[str, Any]) -> None:
    document = ANSWERS.document("en", Refused(code, **fact))
    assert "again in 20 minutes." in document["title"]
    assert document.items() >= fact.items()
    assert "через 20 хвилин" in ANSWERS.sentence("uk", Refused(code, **fact))


def test_two_capabilities_may_not_say_one_code() -> None:
    with pytest.raises(ValueError, match="not_found"):
        Problems({"not_found": Refusal(404, "Nothing of ours.")})
