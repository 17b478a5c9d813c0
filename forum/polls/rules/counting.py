"""Counting votes: plainly, or by instant run-off where answers are put in an order.

Instant run-off: each vote counts for the answer it likes best of those that are left. When none has more than half of
the votes that count, the answer with the fewest leaves, and its votes go to what they like next. A vote whose answers
have all left counts no more. When all that are left have equally many, they share the first place. Of several with the
fewest, the one leaves that had the fewest in the round before, or in the one before that, and so on; where even that
is the same, the one that stands last in the author's list.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Ballots = Mapping[tuple[int, ...], int]
"""How many voted so, by the places of the answers chosen."""


@dataclass(frozen=True, slots=True)
class Round:
    """How many votes each answer that was left had, and which one left then; None in the last round."""

    counts: Mapping[int, int]
    out: int | None


def counted(ballots: Ballots, options: int) -> tuple[int, ...]:
    """How many chose each answer; of ranked votes, how many put it first."""
    return _counts(ballots, options, ranked=False)


def first_choices(ballots: Ballots, options: int) -> tuple[int, ...]:
    return _counts(ballots, options, ranked=True)


def _counts(ballots: Ballots, options: int, *, ranked: bool) -> tuple[int, ...]:
    totals = [0] * options
    for chosen, number in ballots.items():
        for place in chosen[:1] if ranked else chosen:
            totals[place] += number
    return tuple(totals)


def run_off(ballots: Ballots, options: int) -> tuple[Round, ...]:
    """The rounds until an answer has more than half of the votes that count, or all that are left share them."""
    left = set(range(options))
    rounds: list[Round] = []
    while ballots and left:
        counts = dict.fromkeys(sorted(left), 0)
        for chosen, number in ballots.items():
            best = next((place for place in chosen if place in left), None)
            if best is not None:
                counts[best] += number
        total = sum(counts.values())
        if total == 0 or max(counts.values()) * 2 > total or len(set(counts.values())) == 1:
            rounds.append(Round(counts, None))
            break
        fewest = min(left, key=lambda place: (counts[place], *(r.counts[place] for r in reversed(rounds)), -place))
        rounds.append(Round(counts, fewest))
        left.discard(fewest)
    return tuple(rounds)


def winners(rounds: tuple[Round, ...]) -> tuple[int, ...]:
    """Who has the most in the last round: one, or several who share them."""
    if not rounds or not any(rounds[-1].counts.values()):
        return ()
    most = max(rounds[-1].counts.values())
    return tuple(place for place, number in rounds[-1].counts.items() if number == most)
