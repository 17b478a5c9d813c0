"""What is the same word, and what the same thing, in three languages."""

import csv

import pytest

from forum.search import concepts, terms, tries
from forum.search.lemmas import terms as of_word
from forum.search.rules.question import question

FORMS = """
    водопостачання водопостачанню водопостачанням
    водогін водогону водогони водогонів водогоном
    вода води воду водою воді
    рада ради раді раду радою
    громада громади громаду громадою громад
    школа школи школу шкіл школами
    котельня котельні котельню
    відходи відходів відходами
    бюджет бюджету бюджетом бюджети
    староста старости старостою
    навчальний навчального навчальному навчальних
    міський міська міської міських
    мешканець мешканці мешканців мешканцям
    wodociąg wodociągu wodociągi wodociągów wodociągami
    woda wody wodę wodą wodzie
    gmina gminy gminie gmin gminami
    szkoła szkoły szkole szkół szkołami
    odpad odpady odpadów odpadami
    wizyta wizyty wizytę wizytami
    radny radnego radni radnych
    burmistrz burmistrza burmistrzem burmistrzowie
    ogrzewanie ogrzewania ogrzewaniem
    mieszkaniec mieszkańca mieszkańcy mieszkańców
    school schools
    council councils
    city cities
    child children
    heat heats heated
    municipality municipalities
    pipe pipes
"""


@pytest.mark.parametrize("forms", [line.split() for line in FORMS.strip().splitlines()], ids=lambda forms: forms[0])
def test_every_form_of_a_word_is_found_by_every_other(forms: list[str]) -> None:
    strangers = [(one, other) for one in forms for other in forms if of_word(one).isdisjoint(of_word(other))]
    assert strangers == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("care", "cars"), ("місто", "мости"), ("вода", "водій"), ("староста", "старт"), ("council", "counsel")],
)
def test_words_that_only_look_alike_are_strangers(one: str, other: str) -> None:
    assert of_word(one).isdisjoint(of_word(other))


@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        ("водопостачання", ["Water supply in winter", "Sieć wodociągowa i jej straty", "Ремонт водогону"]),
        ("wodociągi", ["New water mains", "Аварія на водогоні", "zaopatrzenie w wodę"]),
        ("study visit", ["навчальному візиті", "podczas wizyt studyjnych"]),
        ("mayors", ["міського голови", "z burmistrzem"]),
        ("participatory budget", ["громадського бюджету", "budżetu obywatelskiego"]),
        ("біженці", ["refugees", "uchodźców"]),
        ("стічних вод", ["wastewater", "oczyszczanie ścieków"]),
        ("power cuts", ["відключень світла", "przerwy w dostawie prądu"]),
    ],
)
def test_what_is_called_otherwise_in_another_language_is_found(asked: str, texts: list[str]) -> None:
    [group] = terms.wanted(question(asked)).groups
    for text in texts:
        assert not group.terms.isdisjoint(terms.indexed([], [text]).text), text


@pytest.mark.parametrize(
    ("asked", "text"),
    [("уряд", "urząd gminy"), ("власний внесок", "wniosek o dofinansowanie"), ("minutes of the meeting", "90 minutes"),
     ("Рада Європи", "Rada Europejska"), ("громадська рада", "рада громади")],
)  # fmt: skip
def test_false_friends_are_not_taken_for_each_other(asked: str, text: str) -> None:
    [group] = terms.wanted(question(asked)).groups
    assert group.terms.isdisjoint(terms.indexed([], [text]).text)


def test_little_words_count_only_where_nothing_else_is_asked_for() -> None:
    assert len(terms.wanted(question("як полагодити котел")).groups) == 2
    assert len(terms.wanted(question("how to")).groups) == 2
    [concept] = terms.wanted(question("Council of Europe")).groups
    assert len(concept.words) == 2


def test_every_concept_is_named_in_three_languages() -> None:
    with concepts.FILE.open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) > 250
    for line in lines:
        assert list(line) == ["uk", "en", "pl"]
        assert all(variant.strip() for said in line.values() for variant in said.split(";")), line


def test_the_dictionaries_are_written_before_they_are_needed() -> None:
    assert tries.are_written(), "make setup writes them"
