import pytest

from forum.entrypoints.capabilities import CAPABILITIES
from forum.foundation.errors import Refused
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
