"""Frames: what is understood, what is refused, and the bytes of every event."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime import wire
from tests.realtime.town import said

ID = "0d6f3b0e-9c1d-4f5e-8a51-7a6d2f6f1a11"

GOOD: list[tuple[dict[str, Any], object]] = [
    ({"t": "hello", "room": "r", "after": 0}, wire.Hello(room="r", after=0)),
    (
        {"t": "hello", "room": "r", "after": 7, "epoch": "e", "lang": "uk"},
        wire.Hello(room="r", after=7, epoch="e", lang="uk"),
    ),
    ({"t": "hello", "room": "r", "last": 500}, wire.Hello(room="r", last=500)),
    ({"t": "here", "room": "r", "here": False}, wire.Here(room="r", here=False)),
    ({"t": "post", "room": "r", "id": ID, "text": "т"}, wire.Post(room="r", id=UUID(ID), text="т")),
    (
        {"t": "post", "room": "r", "id": ID, "text": "т", "lang": "pl", "reply_to": 3},
        wire.Post(room="r", id=UUID(ID), text="т", lang="pl", reply_to=3),
    ),
    (
        {"t": "edit", "room": "r", "seq": 1, "id": ID, "text": "т"},
        wire.Edit(room="r", seq=1, id=UUID(ID), text="т"),
    ),
    ({"t": "remove", "room": "r", "seq": 1, "id": ID}, wire.Remove(room="r", seq=1, id=UUID(ID))),
    ({"t": "typing", "room": "r"}, wire.Typing(room="r")),
    ({"t": "hand", "room": "r", "up": False}, wire.Hand(room="r", up=False)),
    ({"t": "seen", "room": "r", "seq": 0}, wire.Seen(room="r", seq=0)),
    ({"t": "lang", "room": "r", "lang": "pl"}, wire.ReadIn(room="r", lang="pl")),
    ({"t": "bye", "room": "r"}, wire.Bye(room="r")),
    ({"t": "ping"}, wire.Ping()),
]

HELLO = {"t": "hello", "room": "r", "after": 0}
POST = {"t": "post", "room": "r", "id": ID, "text": "t"}
BAD = [
    "",
    "x",
    "[]",
    "[" * 15_000,
    '{"t":' * 3_000,
    '{"t":"ping","x":' + "[" * 5_000 + "]" * 5_000 + "}",
    "null",
    "1",
    '"ping"',
    "{}",
    '{"t":["ping"]}',
    '{"t":{}}',
    '{"t":null}',
    '{"t":"shout"}',
    '{"t":"ping"} {}',
    json.dumps({"t": "edit", "room": "r", "seq": 2**63, "id": ID, "text": "t"}),
    json.dumps({"t": "remove", "room": "r", "seq": 2**70, "id": ID}),
    json.dumps({"t": "post", "room": "r", "id": ID, "text": "t", "reply_to": 2**63}),
    '{"t":"ping","t":"ping"}',
    '{"t":"hello","room":"r","after":0,"after":5}',
    '{"t":"ping","is_admin":true}',
    '{"t":"hello","room":"r","after":1e400}',
    '{"t":"hello","room":"r","after":NaN}',
    '{"t":"hello","room":"r","after":' + "9" * 5_000 + "}",
    json.dumps({"t": "post", "room": "r", "id": ID, "text": "\ud800"}),
    '{"t":"hello","room":"a\\u0000b","after":0}',
    *(
        json.dumps(frame)
        for frame in (
            {"t": "hello", "room": "r"},
            HELLO | {"last": 5},
            HELLO | {"after": -1},
            HELLO | {"after": "x"},
            HELLO | {"after": True},
            HELLO | {"after": 1.5},
            HELLO | {"room": ""},
            HELLO | {"room": 5},
            HELLO | {"room": "r" * 201},
            HELLO | {"lang": "../../etc"},
            {"t": "hello", "room": "r", "last": 0},
            {"t": "hello", "room": "r", "last": 501},
            POST | {"id": "not a uuid"},
            POST | {"id": 7},
            POST | {"text": 7},
            POST | {"text": ["t"]},
            POST | {"reply_to": 0},
            POST | {"author": "mayor"},
            {"t": "post", "room": "r", "id": ID},
            {"t": "edit", "room": "r", "id": ID, "text": "t"},
            {"t": "remove", "room": "r", "seq": 0, "id": ID},
            {"t": "hand", "room": "r", "up": 1},
            {"t": "seen", "room": "r", "seq": 2**63},
            {"t": "lang", "room": "r"},
        )
    ),
]


@pytest.mark.parametrize(("frame", "meant"), GOOD, ids=lambda value: value["t"] if isinstance(value, dict) else "")
def test_every_frame_is_understood(frame: dict[str, Any], meant: object) -> None:
    assert wire.decode(json.dumps(frame)) == meant


@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:60])
def test_everything_else_is_a_bad_frame(text: str) -> None:
    with pytest.raises(wire.BadFrame):
        wire.decode(text)


@pytest.mark.parametrize("after", [2**63 - 1, 2**63, 2**64])
def test_a_number_beyond_every_head_is_understood_and_left_to_reset(after: int) -> None:
    frame = wire.decode(json.dumps(HELLO | {"after": after}))
    assert isinstance(frame, wire.Hello)
    assert frame.after == after


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)
FIELDS = ("room", "after", "last", "epoch", "lang", "id", "text", "seq", "up", "reply_to", "x")


@given(
    st.text()
    | JSON.map(json.dumps)
    | st.tuples(st.sampled_from([frame["t"] for frame, _ in GOOD]), st.dictionaries(st.sampled_from(FIELDS), JSON)).map(
        lambda pair: json.dumps({"t": pair[0]} | pair[1])
    )
)
def test_any_text_is_a_frame_or_a_bad_frame(text: str) -> None:
    try:
        frame = wire.decode(text)
    except wire.BadFrame:
        return
    assert isinstance(frame, wire.Frame)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text_empty"),
        (" \n\t ", "text_empty"),
        ("\u200b\u200d\ufeff", "text_empty"),
        ("\u2800\u3164", "text_empty"),
        ("a" + "\u0301" * 500, "too_many_marks"),
        ("!" * 20 + "a" + "\u0316" * 9, "too_many_marks"),
        ("a\x00b", "control_character"),
        ("a\x1bb", "control_character"),
        ("a\x7fb", "control_character"),
        ("я" * 4_001, "text_too_long"),
    ],
)
def test_texts_that_can_not_be_said(text: str, code: str) -> None:
    with pytest.raises(wire.BadText) as refused:
        wire.clean_text(text)
    assert refused.value.code == code
    assert refused.value.facts == ({"limit": 4_000} if code == "text_too_long" else {})


def test_length_counts_code_points_after_composition() -> None:
    decomposed = "и\u0306" * 4_000
    assert wire.clean_text(decomposed) == "й" * 4_000


@pytest.mark.parametrize("text", ["👩‍👩‍👧", "🇺🇦", "a\u202eb", "рядок\nрядок", "\ttab"])
def test_what_people_do_write_passes(text: str) -> None:
    assert wire.clean_text(text) == text


def test_line_ends_are_one() -> None:
    assert wire.clean_text("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_bytes_of_an_entry() -> None:
    entry = wire.Entry(
        room="r",
        seq=3,
        kind="poll.opened",
        at=datetime(2027, 2, 1, 9, 0, tzinfo=UTC),
        author=wire.Person("a1", "Олена"),
        more={"options": ["так", "ні"]},
    )
    assert json.loads(wire.encode(entry)) == {
        "t": "entry",
        "room": "r",
        "seq": 3,
        "kind": "poll.opened",
        "at": "2027-02-01T09:00:00Z",
        "author": {"id": "a1", "name": "Олена"},
        "options": ["так", "ні"],
    }


def test_emptied_text_is_sent_and_absent_text_is_not() -> None:
    assert json.loads(wire.encode(said(1, "")))["text"] == ""
    bare = wire.Entry(room="r", seq=1, kind="agenda.moved", at=datetime(2027, 2, 1, tzinfo=UTC))
    assert "text" not in json.loads(wire.encode(bare))


def test_facts_of_an_error_stand_beside_its_code() -> None:
    error = wire.Error(code="muted", room="r", facts={"until": "2027-02-01T10:00:00Z"})
    assert json.loads(wire.encode(error)) == {
        "t": "error",
        "code": "muted",
        "room": "r",
        "until": "2027-02-01T10:00:00Z",
    }


@given(st.lists(st.text(max_size=50).map(lambda text: said(1, text))))
def test_a_server_frame_is_an_array_of_whole_events(entries: list[wire.Entry]) -> None:
    frame = wire.join([wire.encode(entry) for entry in entries])
    assert [event["text"] for event in json.loads(frame)] == [entry.text for entry in entries]


def test_an_edit_replaces_earlier_words_of_its_message_only() -> None:
    first, other = said(1, "old"), said(2, "other")
    edited = said(3, "new", kind="edited", of=1)
    assert wire.rewrite(first, edited).text == "new"
    assert wire.rewrite(first, edited).html == "<p>new</p>"
    assert wire.rewrite(other, edited) is other
    assert wire.rewrite(edited, edited) is edited


def test_a_removal_empties_the_message_and_its_edits_and_a_restoration_fills_them() -> None:
    first, edited = said(1, "old"), said(2, "new", kind="edited", of=1)
    removed, restored = said(3, "", kind="removed", of=1), said(4, "new", kind="restored", of=1)
    for entry in (first, edited):
        emptied = wire.rewrite(entry, removed)
        assert (emptied.text, emptied.html) == ("", "")
        assert wire.rewrite(emptied, restored).text == "new"
    assert wire.rewrite(restored, removed) is restored  # an earlier removal does not empty what came later


def test_an_entry_of_another_kind_is_never_rewritten() -> None:
    question = said(1, "why?", kind="question.asked")
    assert wire.rewrite(question, said(2, "", kind="removed", of=1)) is question


def test_the_wire_is_written_down_for_outsiders() -> None:
    """Every frame, event, refusal of a text and close code has its place in docs/wire.md."""
    written = (Path(__file__).parents[2] / "docs" / "wire.md").read_text("utf-8")
    for shape in (*get_args(wire.Frame), *get_args(wire.Event)):
        assert f'{{"t":"{shape.__struct_config__.tag}"' in written
    closing = {str(code) for name, code in vars(wire).items() if name.startswith("CLOSE_")}
    assert {code for code in closing if code not in written} == set()
    refusals = {"busy", "mismatch", "text_empty", "text_too_long", "control_character", "too_many_marks", "bad_frame"}
    refusals |= {"slow_down", "not_yours", "no_room", "muted", "read_only", "not_seated", "verify_first", "banned"}
    assert {code for code in refusals if f"`{code}`" not in written} == set()
