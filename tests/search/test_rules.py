import pytest

from forum.foundation.errors import Refused
from forum.search.rules import snippets
from forum.search.rules.near import neighbours
from forum.search.rules.question import MAX_QUESTION, MAX_WORDS, Question, filters, question
from forum.search.rules.snippets import Part
from forum.search.rules.words import fold, tokens


@pytest.mark.parametrize(
    ("typed", "words", "phrases"),
    [
        ("", (), ()),
        (" \t!!! — … ", (), ()),
        ("Вода і тепло", ("Вода", "і", "тепло"), ()),
        ('street "water supply" school', ("street", "school"), (("water", "supply"),)),
        ("„Rada Gminy” та «водний кодекс»", ("та",), (("rada", "gminy"), ("водний", "кодекс"))),
        ('never "closed water', ("never", "closed", "water"), ()),
        ('"" "  "', (), ()),
        ("title:x* NEAR(a b) -water ^q {c} (", ("title", "x", "NEAR", "a", "b", "water", "q", "c"), ()),
    ],
)
def test_a_question_is_words_and_phrases_and_nothing_else(
    typed: str, words: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]
) -> None:
    assert question(typed) == Question(words, phrases)


@pytest.mark.parametrize(
    ("typed", "code"), [("x" * (MAX_QUESTION + 1), "text_too_long"), ("вода " * (MAX_WORDS + 1), "too_many_words")]
)
def test_a_question_has_an_end(typed: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        question(typed)


def test_an_empty_question_is_known_as_one() -> None:
    assert question("?!").is_empty
    assert not Question(("вода",)).is_empty


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"lang": "ru"}, "lang_unknown"),
        ({"kind": "board"}, "search_kind_unknown"),
        ({"start": "29.03.2027"}, "day_invalid"),
        ({"end": "2027-02-30"}, "day_invalid"),
    ],
)
def test_filters_are_what_we_know(wrong: dict[str, str], code: str) -> None:
    with pytest.raises(Refused, match=code):
        filters(**wrong)


def test_a_last_day_is_a_whole_day() -> None:
    told = filters(start="2027-03-29", end="2027-03-29")
    assert told.start is not None
    assert told.end is not None
    assert (told.end - told.start).total_seconds() > 86_399


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Łódź", "lodz"), ("ŻÓŁĆ", "zolc"), ("об’єднана", "обєднана"), ("об'єднана", "обєднана"),
        ("за\u0301мок", "замок"), ("Їжак", "їжак"), ("йод", "йод"), ("E-mail", "email"), ("ﬁrma", "firma"),
    ],
)  # fmt: skip
def test_words_are_compared_without_what_people_leave_out(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_apostrophes_and_stress_marks_stay_within_a_word() -> None:
    assert [token.written for token in tokens("Пам'ять, за\u0301мок; 'quoted' e-petition_x")] == [
        "Пам'ять", "за\u0301мок", "quoted", "e", "petition", "x"
    ]  # fmt: skip


def test_neighbours_are_one_slip_away() -> None:
    near = neighbours("вода")
    assert {"води", "вод", "водка", "овда", "свода"} <= near
    assert "вода" not in near
    assert neighbours("рік") == set()


def test_a_snippet_stands_around_what_was_found_and_is_cut_between_words() -> None:
    text = "слово " * 100 + "водогін " + "потім " * 100
    at = next(token for token in tokens(text) if token.written == "водогін")
    shown = snippets.snippet(text, [at])
    assert Part("водогін", marked=True) in shown
    assert shown[0].text == "… "
    assert shown[-1].text == " …"
    plain = "".join(part.text for part in shown)
    assert len(plain) < snippets.LENGTH + 10
    assert {word for word in plain.split() if word != "…"} == {"слово", "водогін", "потім"}


def test_a_text_without_spaces_is_cut_as_well() -> None:
    shown = snippets.snippet("ж" * 5000, [])
    assert len(shown[0].text) == snippets.LENGTH
