"""What an edit changed: the rule."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.foundation.changes import Change, Kind, changes

DICE = random.Random(4)


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(change.kind.value, change.text) for change in changes(before, after)]


def test_changed_words_are_told_and_nothing_around_them() -> None:
    assert told("Вода о 7. Тепло о 8, так.", "Вода о 9. Тепло о 8, ні.") == [
        ("kept", "Вода о "), ("gone", "7"), ("added", "9"), ("kept", ". Тепло о 8, "),
        ("gone", "так"), ("added", "ні"), ("kept", "."),
    ]  # fmt: skip
    assert told("a\nb\nc\n", "a\nc\nd\n") == [("kept", "a\n"), ("gone", "b\n"), ("kept", "c\n"), ("added", "d\n")]
    assert told("same", "same") == [("kept", "same")]


@given(st.text("ab. \n", max_size=60), st.text("ab. \n", max_size=60))
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = changes(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.GONE) == after
    assert all(one.kind != next_.kind for one, next_ in pairwise(pieces))
    assert Change(Kind.KEPT, "") not in pieces


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" " * 20_000, "x" + " " * 19_998 + "y"),
        ("\n" * 20_000, "x" + "\n" * 19_998 + "y"),
        ("a " * 10_000, "b a " * 5_000),
        ("a" * 20_000, "b" * 20_000),
        ("a\nb\n" * 5_000, "b\na\nc\n" * 3_333),
        ("".join(DICE.choice("ab ") for _ in range(20_000)), "".join(DICE.choice("ab ") for _ in range(20_000))),
        ("".join(DICE.choice(".!? ") for _ in range(20_000)), "".join(DICE.choice(".!? ") for _ in range(20_000))),
        (
            "".join(f"{n}a! " + "".join(DICE.choice("abcde") + " " for _ in range(90)) + "!\n=\n" for n in range(100)),
            "".join(f"{n}b! " + "".join(DICE.choice("abcde") + " " for _ in range(90)) + "!\n=\n" for n in range(100)),
        ),
    ],
    ids=range(8),
)
def test_x8_no_two_texts_take_long_to_compare(before: str, after: str) -> None:
    begun = time.process_time()
    changes(before, after)
    assert time.process_time() - begun < 5
