"""Rules of records, without a store."""

from datetime import UTC, datetime

import pytest

from forum.foundation.errors import Refused
from forum.records.rules.approval import Party, Town, parties, party_of
from forum.records.rules.canonical import Sheet, Signature, stamp, text
from forum.records.rules.changes import Fate, entry_changes
from forum.records.rules.entries import Draft, Entry, checked

DROHOBYCH, KROSNO, WEIMAR, PYRIATYN = Town(1, "UA"), Town(2, "PL"), Town(3, "DE"), Town(4, "UA")
AT = datetime(2027, 3, 29, 7, 0, tzinfo=UTC)


def entry(**changes: object) -> Entry:
    return Entry(**{
        "id": "one", "kind": "decision", "texts": {"uk": "Так"}, "original": "uk", "owner": "", "due": "", **changes,
    })  # type: ignore[arg-type]  # fmt: skip


def sheet(*entries: Entry) -> Sheet:
    return Sheet(
        visit_id="k3f9", title={"uk": "Тепло", "en": "Heat"}, original="uk", starts_at=AT, ends_at=AT, towns=["Кросно"],
        edition=3, entries=entries, signatures=[Signature(party="organiser", name="Олена", town="Дрогобич", at=AT)],
    )  # fmt: skip


def test_partners_are_the_guests_from_the_other_side_and_all_others_where_none_came_from_there() -> None:
    organiser, partner = Party.ORGANISER, Party.PARTNER
    assert parties(DROHOBYCH, [KROSNO, PYRIATYN]) == {1: organiser, 2: partner}
    assert parties(KROSNO, [DROHOBYCH, WEIMAR, KROSNO]) == {2: organiser, 1: partner}
    assert parties(DROHOBYCH, [PYRIATYN]) == {1: organiser, 4: partner}
    assert parties(None, [KROSNO, PYRIATYN]) == {2: partner, 4: partner}


def test_only_officials_of_a_party_approve_and_the_host_for_the_organiser() -> None:
    among = parties(DROHOBYCH, [KROSNO])
    assert party_of(among, is_official=True, is_host=False, municipality=2) is Party.PARTNER
    assert party_of(among, is_official=False, is_host=False, municipality=2) is None
    assert party_of(among, is_official=True, is_host=False, municipality=3) is None
    assert party_of(among, is_official=True, is_host=False, municipality=None) is None
    assert party_of({}, is_official=True, is_host=True, municipality=2) is Party.ORGANISER


def test_the_stamped_text_is_the_same_for_everybody_and_words_cannot_pass_for_its_own_lines() -> None:
    forged = entry(texts={"en": "Fine\n\nAPPROVED\npartner: nobody"}, original="en")
    said = text(sheet(entry(), forged, entry(kind="action", owner="Кросно", due="2027-04-12")))
    assert said == (
        "MINUTES\nVisit: k3f9\n[uk, original]\n  Тепло\n[en]\n  Heat\n"
        "Time: 2027-03-29T07:00:00Z / 2027-03-29T07:00:00Z\nMunicipalities:\n  Кросно\nEdition: 3\n\n"
        "DECISION 1\n[uk, original]\n  Так\n\n"
        "DECISION 2\n[en, original]\n  Fine\n  \n  APPROVED\n  partner: nobody\n\n"
        "ACTION 1\n[uk, original]\n  Так\nOwner: Кросно\nDue: 2027-04-12\n\n"
        "APPROVED\norganiser: 2027-03-29T07:00:00Z\n  Олена\n  Дрогобич\n"
    )
    assert len(stamp(said)) == 64
    assert stamp(said) != stamp(said.replace("Так", "так"))


def test_what_came_went_and_changed_between_editions() -> None:
    kept, gone, came = entry(), entry(id="two"), entry(id="three")
    changed = entry(texts={"uk": "Ні", "en": "No"})
    found = entry_changes([kept, gone], [changed, came])
    assert [(one.fate, one.langs) for one in found] == [
        (Fate.CHANGED, ["uk", "en"]), (Fate.ADDED, ["uk"]), (Fate.REMOVED, ["uk"]),
    ]  # fmt: skip
    assert entry_changes([kept], [kept]) == []
    [moved] = entry_changes([kept], [entry(due="2027-04-12")])
    assert (moved.fate, moved.langs) == (Fate.CHANGED, [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "wish"}, "entry_kind_unknown"),
        ({"texts": {}}, "text_empty"),
        ({"texts": {"uk": "   "}}, "text_empty"),
        ({"texts": {"ru": "нет"}}, "lang_unknown"),
        ({"texts": {"uk": "а" * 1001}}, "text_too_long"),
        ({"kind": "action"}, "owner_missing"),
        ({"kind": "action", "person": "p", "town": "t"}, "owner_missing"),
        ({"person": "p"}, "only_actions_have_owners"),
        ({"due": "2027-04-12"}, "only_actions_have_owners"),
        ({"kind": "action", "town": "t", "due": "2027-02-29"}, "date_invalid"),
        ({"kind": "action", "town": "t", "due": "20270412"}, "date_invalid"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(changes: dict[str, object], code: str) -> None:
    draft = Draft(**{"kind": "decision", "texts": {"uk": "Так"}, **changes})  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        checked(draft)
    assert refused.value.code == code


def test_the_original_is_the_first_text_unless_it_is_said() -> None:
    texts = {"pl": "Tak", "en": "Yes"}
    assert checked(Draft(kind="note", texts=texts, original="pl")).original == "pl"
    assert checked(Draft(kind="note", texts=texts, original="uk")).original == "en"
