from datetime import UTC, date, datetime

import pytest

from forum.foundation import i18n
from forum.foundation.errors import Refused

NOW = datetime(2027, 3, 29, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("EN-us", "en"),
        ("de, pl;q=0.5", "pl"),
        ("pl;q=0", "en"),
        ("uk;q=x, pl", "pl"),
        ("*", "en"),
        ("pl;q=9", "en"),
    ],
)
def test_the_preferred_language_is_found(header: str, locale: str) -> None:
    assert i18n.negotiate(header) == locale


def test_dates_read_as_each_language_writes_them() -> None:
    day = date(2026, 9, 14)
    assert i18n.format_day("uk", day, "Europe/Kyiv") == "понеділок, 14 вересня 2026\u202fр."
    assert i18n.format_day("uk", date(2026, 9, 18), "Europe/Kyiv").startswith("п’ятниця, 18 вересня")
    assert i18n.format_day("pl", day, "Europe/Warsaw") == "poniedziałek, 14 września 2026"
    assert i18n.format_day("en", day, "UTC") == "Monday, 14 September 2026"


def test_one_moment_has_two_wall_times_on_both_sides_of_a_clock_change() -> None:
    assert [i18n.format_time("uk", NOW, zone) for zone in ("Europe/Kyiv", "Europe/Warsaw", "Europe/Brussels")] == [
        "10:00",
        "09:00",
        "09:00",
    ]
    assert i18n.offset_name(NOW, "Europe/Kyiv") == "UTC+3"
    assert i18n.offset_name(NOW, "Asia/Kolkata") == "UTC+5:30"


def test_an_old_zone_name_is_stored_under_its_new_one_and_an_unknown_one_refused() -> None:
    assert i18n.known_zone("Europe/Kiev") == "Europe/Kyiv"
    for name in ("Foo/Bar", "", "../etc/passwd", None, "Europe/Simferopol"):
        with pytest.raises(Refused, match="zone_unknown"):
            i18n.known_zone(name)
    for alias in ("Europe/Kiev", "Europe/Uzhgorod", "Europe/Tiraspol", "Asia/Calcutta", "Europe/Simferopol"):
        assert alias not in i18n.zones()
    assert {"Europe/Kyiv", "Europe/Warsaw", "Europe/Vilnius", "UTC"} <= set(i18n.zones())
    assert i18n.zones()[0].startswith("Europe/")


def test_lists_and_numbers_follow_the_language() -> None:
    assert i18n.format_list("pl", ["a", "b", "c"]) == "a, b i c"
    assert i18n.format_number("uk", 12345.5) == "12\u00a0345,5"


@pytest.mark.parametrize(
    ("locale", "sorted_words"),
    [
        ("uk", ["Гадяч", "Ґрунь", "Дубно", "Ізюм", "Їжаківка", "Яворів"]),
        ("pl", ["Cieszyn", "Ćmielów", "Lublin", "Łódź", "Zgierz", "Żywiec"]),
    ],
)
def test_names_sort_as_the_alphabet_does(locale: str, sorted_words: list[str]) -> None:
    assert sorted(set(sorted_words), key=lambda word: i18n.sort_key(locale, word)) == sorted_words


def test_a_text_is_shown_in_the_readers_language_else_the_original() -> None:
    texts = {"uk": "Вода", "pl": "Woda"}
    assert i18n.in_language(texts, "pl", original="uk") == ("Woda", "pl")
    assert i18n.in_language(texts, "en", original="uk") == ("Вода", "uk")
    assert i18n.in_language({}, "en") == ("", "en")
