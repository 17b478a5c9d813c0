"""The catalogues are in step with the sources, complete, and right in their plurals and placeholders."""

import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "locales"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def sources() -> set[str | tuple[str, ...]]:
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    options = {m["pattern"]: m.get("options", {}) for m in mappings}
    found = extract_from_dir(
        ROOT,
        [(m["pattern"], m["method"]) for m in mappings],
        options,
        keywords={"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)},
    )
    return {message for _file, _line, message, _comments, _context in found}


def messages(catalogue: Catalog) -> dict[str | tuple[str, ...], Message]:
    return {m.id if isinstance(m.id, str) else tuple(m.id): m for m in catalogue if m.id}


def test_every_sentence_of_the_sources_is_in_every_catalogue() -> None:
    wanted = {s if isinstance(s, str) else tuple(s) for s in sources()}
    template = messages(read(LOCALES / "messages.pot"))
    assert set(template) == wanted, "run `make catalogs`"
    for locale in ("uk", "en", "pl"):
        there = messages(read(LOCALES / locale / "LC_MESSAGES" / "messages.po", locale))
        assert set(there) == wanted, f"run `make catalogs` and translate {locale}"


@pytest.mark.parametrize("locale", ["uk", "pl"])
def test_a_catalogue_is_complete_and_keeps_the_placeholders(locale: str) -> None:
    catalogue = read(LOCALES / locale / "LC_MESSAGES" / "messages.po", locale)
    wrong = []
    for key, message in messages(catalogue).items():
        ids = [key] if isinstance(key, str) else list(key)
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if message.fuzzy or not all(texts) or len(texts) != (1 if isinstance(key, str) else 3):
            wrong.append((key, "fuzzy, empty or short of a plural form"))
        wanted = set(PLACEHOLDER.findall(" ".join(ids)))
        for text in texts:
            if set(PLACEHOLDER.findall(text)) != wanted:
                wrong.append((key, f"placeholders of {text!r}"))
            if text != text.strip() or "  " in text:
                wrong.append((key, f"spaces of {text!r}"))
    assert wrong == []


@pytest.mark.parametrize(
    ("locale", "forms"),
    [
        ("uk", {1: 0, 2: 1, 5: 2, 11: 2, 21: 0, 22: 1, 101: 0, 112: 2}),
        ("pl", {1: 0, 2: 1, 5: 2, 11: 2, 21: 2, 22: 1, 101: 2, 112: 2}),
    ],
)
def test_plural_rules_are_those_of_the_language(locale: str, forms: dict[int, int]) -> None:
    from babel.messages.plurals import get_plural

    rule = get_plural(locale)
    assert read(LOCALES / locale / "LC_MESSAGES" / "messages.po", locale).num_plurals == rule.num_plurals == 3
    from gettext import c2py

    choose = c2py(rule.plural_expr)
    assert {number: choose(number) for number in forms} == forms


def test_polish_letters_stay_out_of_ukrainian_and_ukrainian_ones_out_of_polish() -> None:
    cyrillic = re.compile(r"[а-яіїєґ]", re.IGNORECASE)
    for message in messages(read(LOCALES / "pl" / "LC_MESSAGES" / "messages.po", "pl")).values():
        assert not cyrillic.search(str(message.string).replace("Українська", "")), message.string
    for message in messages(read(LOCALES / "uk" / "LC_MESSAGES" / "messages.po", "uk")).values():
        assert not re.search(r"[ыэёъ]", str(message.string)), message.string


def test_polish_sentences_say_ty_to_nobody() -> None:
    """As docs/glossary.md has it: without a person, or to „Państwo”; commands on buttons are not found by this."""
    familiar = (
        r"tw(ój|oje|oja|oją|oich|oim|oimi|ojego|ojej|ojemu)|cię|ci|ciebie|tobie|tobą|możesz|masz|jesteś|chcesz|musisz"
    )
    found = re.compile(rf"\b({familiar})\b", re.IGNORECASE)
    catalogue = messages(read(LOCALES / "pl" / "LC_MESSAGES" / "messages.po", "pl"))
    assert [message.string for message in catalogue.values() if found.search(str(message.string))] == []


def test_ukrainian_sentences_write_vy_in_lower_case() -> None:
    found = re.compile(r"(?<=[а-яіїєґ’,;] )В(и|ас|ам|ами|аш\w*)\b")
    catalogue = messages(read(LOCALES / "uk" / "LC_MESSAGES" / "messages.po", "uk"))
    assert [message.string for message in catalogue.values() if found.search(str(message.string))] == []


def test_polish_people_have_seats_and_do_not_take_place() -> None:
    """„Mieć miejsce” is to take place: somebody has „zarezerwowane miejsce”, as docs/glossary.md has it."""
    found = re.compile(r"\b(ma|mają|miał|miała|miały|mieli|mając\w+) miejsc(e|a)\b", re.IGNORECASE)
    catalogue = messages(read(LOCALES / "pl" / "LC_MESSAGES" / "messages.po", "pl"))
    assert [message.string for message in catalogue.values() if found.search(str(message.string))] == []
