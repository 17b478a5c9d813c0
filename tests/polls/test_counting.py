"""How votes are counted, with examples that were counted by hand."""

import random

import pytest

from forum.foundation.errors import Refused
from forum.polls.rules.counting import Ballots, Round, counted, first_choices, run_off, winners
from forum.polls.rules.plan import Kind, choice

A, B, C, D = range(4)


def test_plain_votes_are_added_up() -> None:
    assert counted({(A,): 3, (A, C): 2, (B,): 1}, 4) == (5, 1, 2, 0)
    assert counted({}, 2) == (0, 0)


@pytest.mark.parametrize(
    ("ballots", "options", "rounds", "won"),
    [
        ({}, 3, (), ()),
        ({(A,): 6, (B, A): 3, (C,): 2}, 3, (Round({A: 6, B: 3, C: 2}, None),), (A,)),
        # B leaves; its votes bring C in front of A.
        (
            {(A, B): 4, (B, C): 2, (C, B): 3},
            3,
            (Round({A: 4, B: 2, C: 3}, B), Round({A: 4, C: 5}, None)),
            (C,),
        ),
        # C's votes name nothing else and count no more: of the four that do, A has three.
        ({(A,): 3, (B,): 2, (C,): 1}, 3, (Round({A: 3, B: 2, C: 1}, C), Round({A: 3, B: 2}, None)), (A,)),
        # All that are left share.
        ({(A,): 2, (B,): 2}, 2, (Round({A: 2, B: 2}, None),), (A, B)),
        # C and D have the fewest twice; D stands last in the list and leaves first.
        (
            {(A,): 4, (B,): 3, (C, B): 1, (D, A): 1},
            4,
            (Round({A: 4, B: 3, C: 1, D: 1}, D), Round({A: 5, B: 3, C: 1}, None)),
            (A,),
        ),
        # B and C have two each, but C had fewer in the round before.
        (
            {(A,): 3, (B,): 2, (C,): 1, (D, C): 1},
            4,
            (Round({A: 3, B: 2, C: 1, D: 1}, D), Round({A: 3, B: 2, C: 2}, C), Round({A: 3, B: 2}, None)),
            (A,),
        ),
    ],
)
def test_instant_run_off(ballots: Ballots, options: int, rounds: tuple[Round, ...], won: tuple[int, ...]) -> None:
    assert run_off(ballots, options) == rounds
    assert winners(rounds) == won


def test_every_run_off_ends_and_whoever_is_liked_best_by_most_wins() -> None:
    dice = random.Random(7)
    for _ in range(500):
        options = dice.randrange(2, 8)
        ballots = {
            tuple(dice.sample(range(options), dice.randrange(1, options + 1))): dice.randrange(1, 5)
            for _ in range(dice.randrange(1, 12))
        }
        rounds = run_off(ballots, options)
        assert 1 <= len(rounds) <= options
        assert rounds[-1].out is None
        first, voters = first_choices(ballots, options), sum(ballots.values())
        if max(first) * 2 > voters:
            assert winners(rounds) == (first.index(max(first)),)


@pytest.mark.parametrize(
    ("kind", "chosen", "kept"),
    [
        (Kind.SINGLE, [1], (1,)),
        (Kind.MULTIPLE, [2, 0], (0, 2)),
        (Kind.RANKED, [2, 0], (2, 0)),
        (Kind.SINGLE, [0, 1], "one_choice_only"),
        (Kind.SINGLE, [], "choice_missing"),
        (Kind.MULTIPLE, [3], "choice_unknown"),
        (Kind.MULTIPLE, [-1], "choice_unknown"),
        (Kind.RANKED, [1, 1], "choice_repeated"),
    ],
)
def test_what_is_a_vote(kind: Kind, chosen: list[int], kept: tuple[int, ...] | str) -> None:
    if isinstance(kept, tuple):
        assert choice(kind, 3, chosen) == kept
        return
    with pytest.raises(Refused) as refused:
        choice(kind, 3, chosen)
    assert refused.value.code == kept
