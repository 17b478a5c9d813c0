import pytest

from forum.foundation.errors import Refused
from forum.foundation.text import clean, romanise, slug


def refusal(text: str, **options: object) -> str:
    with pytest.raises(Refused) as caught:
        clean(text, **{"limit": 20, **options})  # type: ignore[arg-type]
    return caught.value.code


def test_text_is_composed_trimmed_and_has_plain_line_ends() -> None:
    assert clean("  і\u0308жак\r\nтут\r ", limit=20) == "їжак\nтут"


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d\ufeff", "\u00a0"])
def test_h14_nothing_visible_is_empty(text: str) -> None:
    assert refusal(text) == "text_empty"
    assert clean(text, limit=20, optional=True) == ""


def test_h9_control_characters_are_refused_and_line_ends_only_where_one_line_is_asked() -> None:
    assert refusal("a\0b") == "control_character"
    assert refusal("a\x1b[0m") == "control_character"
    assert refusal("a\nb", multiline=False) == "control_character"
    assert clean("a\nb\tc", limit=20) == "a\nb\tc"


def test_h15_length_is_counted_in_code_points_after_composition() -> None:
    assert clean("и\u0306" * 20, limit=20) == "й" * 20
    with pytest.raises(Refused) as caught:
        clean("x" * 21, limit=20, field="body")
    assert (caught.value.code, caught.value.field, caught.value.facts) == ("text_too_long", "body", {"limit": 20})


def test_h16_zalgo_is_refused_and_ordinary_accents_are_not() -> None:
    assert refusal("a" + "\u0316" * 500, limit=1000) == "too_many_marks"
    assert clean("сло\u0301во", limit=20) == "сло\u0301во"


def test_h18_families_flags_and_direction_marks_stay_as_they_are() -> None:
    assert clean("👨‍👩‍👧 🇺🇦 \u202eabc", limit=40) == "👨‍👩‍👧 🇺🇦 \u202eabc"


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Алушта", "alushta"), ("Згорани", "zghorany"), ("Розгон", "rozghon"), ("Єнакієве", "yenakiieve"), ("Їжакевич", "yizhakevych"),
        ("Кадиївка", "kadyivka"), ("Йосипівка", "yosypivka"), ("Стрий", "stryi"), ("Щербухи", "shcherbukhy"), ("Юрій", "yurii"),
        ("Крюківка", "kriukivka"), ("Яготин", "yahotyn"), ("Костянтин", "kostiantyn"), ("Знам'янка", "znamianka"), ("Русь", "rus"),
        ("Ґалаґан", "galagan"), ("Хмельницький", "khmelnytskyi"), ("Цибуля", "tsybulia"), ("Шевченко", "shevchenko"), ("Чернігів", "chernihiv"),
    ],
)  # fmt: skip
def test_ukrainian_is_romanised_as_the_cabinet_of_ministers_says(ukrainian: str, latin: str) -> None:
    assert romanise(ukrainian) == latin


def test_a_slug_is_ascii_short_and_never_empty() -> None:
    assert (
        slug("Ремонт водогону в селі Заріччя: як ми зекономили 30%")
        == "remont-vodohonu-v-seli-zarichchia-yak-my-zekonomyly-30"
    )
    assert slug("Zażółć gęślą jaźń") == "zazolc-gesla-jazn"
    assert slug("???") == "x"
    assert len(slug("дуже " * 100)) <= 80
