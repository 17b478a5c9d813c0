"""Recent entries, kept ready."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.ring import RING_ENTRIES, Ring
from tests.realtime.town import said


def seqs(page: list[bytes] | None) -> list[int] | None:
    return None if page is None else [json.loads(data)["seq"] for data in page]


@given(st.integers(0, 1_000), st.integers(0, 700), st.integers(0, 1_700), st.integers(0, 1_700))
def test_a_stretch_is_whole_or_not_there(head: int, pushed: int, after: int, upto: int) -> None:
    ring = Ring(head)
    for seq in range(head + 1, head + pushed + 1):
        ring.push(said(seq, "x"))
    assert ring.head == head + pushed
    assert ring.first == ring.head - min(pushed, RING_ENTRIES) + 1
    after, upto = min(after, ring.head), min(upto, ring.head)
    if upto >= after:
        expected = None if after + 1 < ring.first else list(range(after + 1, upto + 1))
        assert seqs(ring.between(after, upto)) == expected


@pytest.mark.parametrize("seq", [4, 5, 7])
def test_a_number_that_skips_or_repeats_is_refused(seq: int) -> None:
    with pytest.raises(ValueError, match="after 5"):
        Ring(5).push(said(seq, "x"))


def test_what_was_changed_is_kept_as_it_is_now() -> None:
    ring = Ring(0)
    ring.fill([])
    ring.push(said(1, "secret"))
    ring.push(said(2, "still secret", kind="edited", of=1))
    ring.push(said(3, "other"))
    ring.push(said(4, "", kind="removed", of=1))
    page = ring.between(0, 4)
    assert page
    assert b"secret" not in b"".join(page)
    assert [json.loads(data)["text"] for data in page] == ["", "", "other", ""]
