"""Reading a poll as one reader may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.foundation.i18n import in_language
from forum.polls.models import Poll, PollVote
from forum.polls.rules.counting import Round, counted, first_choices, run_off, winners
from forum.polls.rules.plan import Kind, Words, is_open, may_see_results
from forum.web.viewer import Viewer

polls, votes = table(Poll), table(PollVote)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What was chosen.

    Attributes:
        voters: how many people voted.
        counts: how many chose each answer; in a ranked poll, how many put it first.
        rounds: of a ranked poll; see `rules.counting`.
        winners: the places of the answers that most people chose, or that the last round left in front.
    """

    voters: int
    counts: tuple[int, ...]
    rounds: tuple[Round, ...]
    winners: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollLine:
    """A poll for one reader.

    Attributes:
        own: the places that this reader chose, in their order; empty without a vote.
        results: None while this reader may not see them.
    """

    row: int
    author_row: int
    words: Mapping[str, Words]
    kind: Kind
    shows: str
    closes_at: datetime | None
    is_open: bool
    own: tuple[int, ...]
    results: Results | None

    def said(self, locale: str) -> tuple[Words, str]:
        """The words for a reader of a language, and the language that they are in."""
        _, lang = in_language({code: words.question for code, words in self.words.items()}, locale)
        return self.words[lang], lang


async def poll(db: Db, viewer: Viewer, row: int, now: datetime, *, sees_all: bool = False) -> PollLine:
    """A poll.

    Args:
        sees_all: whether the viewer sees the results in any case.
    """
    return (await polls_of(db, viewer, [row], now, sees_all=sees_all))[row]


async def polls_of(
    db: Db, viewer: Viewer, rows: Sequence[int], now: datetime, *, sees_all: bool = False
) -> Mapping[int, PollLine]:
    """Polls by their rows; two statements, however many polls and votes there are.

    Args:
        sees_all: whether the viewer sees the results in any case.
    """
    mine = sa.and_(votes.c.poll_id == polls.c.id, votes.c.voter_id == (viewer.id or 0))
    query = sa.select(polls, votes.c.choices.label("own")).outerjoin(votes, mine).where(polls.c.id.in_(rows))
    lines = [_line(found, now, sees_all=sees_all) for found in await db.execute(query)]
    shown = [line.row for line, _, sees in lines if sees]
    ballots: dict[int, dict[tuple[int, ...], int]] = {row: {} for row in shown}
    if shown:
        counted_votes = sa.select(votes.c.poll_id, votes.c.choices, sa.func.count()).where(votes.c.poll_id.in_(shown))
        for row, choices, number in await db.execute(counted_votes.group_by(votes.c.poll_id, votes.c.choices)):
            ballots[row][_places(choices)] = int(number)
    return {
        line.row: replace(line, results=_results(ballots[line.row], line.kind, options)) if sees else line
        for line, options, sees in lines
    }


def _line(found: Any, now: datetime, *, sees_all: bool) -> tuple[PollLine, int, bool]:
    """A poll without its results, how many answers it has, and whether the reader may see the results."""
    own, still_open = _places(found.own or ""), is_open(closes_at=found.closes_at, now=now)
    line = PollLine(
        row=found.id,
        author_row=found.author_id,
        words={lang: Words(said["question"], tuple(said["options"])) for lang, said in found.words.items()},
        kind=Kind(found.kind),
        shows=found.shows,
        closes_at=found.closes_at,
        is_open=still_open,
        own=own,
        results=None,
    )
    sees = sees_all or may_see_results(shows=found.shows, voted=bool(own), is_open=still_open)
    return line, found.options, sees


def _results(ballots: Mapping[tuple[int, ...], int], kind: Kind, options: int) -> Results:
    ranked = kind is Kind.RANKED
    counts = first_choices(ballots, options) if ranked else counted(ballots, options)
    rounds = run_off(ballots, options) if ranked else ()
    most = max(counts, default=0)
    leading = tuple(place for place, number in enumerate(counts) if number == most and most)
    return Results(
        voters=sum(ballots.values()), counts=counts, rounds=rounds, winners=winners(rounds) if ranked else leading
    )


def _places(choices: str) -> tuple[int, ...]:
    return tuple(int(place) for place in choices.split(",") if place)
