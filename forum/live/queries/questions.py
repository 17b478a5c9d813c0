"""The questions of a visit as somebody may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.foundation.database import Db, table
from forum.live.models import Question, QuestionVote
from forum.live.rules.questions import SHOWN, State
from forum.web.viewer import Viewer

questions, votes, users = table(Question), table(QuestionVote), table(User)
MOST_SHOWN = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question.

    Attributes:
        votes: how many people want it answered, or one of those that were merged into it.
        voted: whether the viewer does.
        merged: those that ask the same, the oldest first; empty for one of them.
    """

    id: str
    lang: str
    text: str
    asked_at: datetime
    author: str
    name: str
    own: bool
    state: State
    votes: int = 0
    voted: bool = False
    merged: tuple["QuestionLine", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The questions of a visit, in each part those with the most votes first, of equal ones the oldest.

    `hidden` is empty for everybody but hosts and moderators.
    """

    open: Sequence[QuestionLine]
    answered: Sequence[QuestionLine]
    aside: Sequence[QuestionLine]
    hidden: Sequence[QuestionLine]

    @property
    def shown(self) -> Sequence[QuestionLine]:
        return [*self.open, *self.answered, *self.aside]


_HEADS = sa.select(
    questions.c.id.label("row"), questions.c.public_id, questions.c.lang, questions.c.text, questions.c.asked_at,
    questions.c.state, questions.c.merged_into, users.c.public_id.label("author"), users.c.name,
).join(users, users.c.id == questions.c.author_id)  # fmt: skip


async def questions_of(db: Db, visit_id: int, viewer: Viewer, *, hosts: bool) -> Questions:
    """The questions of a visit; two statements, whatever their number.

    Args:
        hosts: whether those that were hidden are shown.
    """
    tally = _tally(visit_id, viewer)
    states = [*SHOWN, State.HIDDEN] if hosts else [*SHOWN]
    number = sa.func.coalesce(tally.c.number, 0)
    rows = (
        await db.execute(
            _HEADS.add_columns(number.label("votes"), sa.func.coalesce(tally.c.own, 0).label("voted"))
            .outerjoin(tally, tally.c.head == questions.c.id)
            .where(questions.c.visit_id == visit_id, questions.c.state.in_(states))
            .order_by(questions.c.state != State.OPEN, number.desc(), questions.c.asked_at, questions.c.id)
            .limit(MOST_SHOWN)
        )
    ).all()
    merged: dict[int, list[QuestionLine]] = {}
    under = _HEADS.where(questions.c.visit_id == visit_id, questions.c.state == State.MERGED)
    for row in await db.execute(under.order_by(questions.c.asked_at, questions.c.id)):
        merged.setdefault(row.merged_into, []).append(_line(row, viewer))
    lines = [
        _line(row, viewer, votes=row.votes, voted=bool(row.voted), merged=tuple(merged.get(row.row, ())))
        for row in rows
    ]
    return Questions(
        **{state.value: [line for line in lines if line.state is state] for state in (*SHOWN, State.HIDDEN)}
    )


def _tally(visit_id: int, viewer: Viewer) -> sa.Subquery:
    """How many people voted for a question or for what was merged into it, and whether the viewer is one of them."""
    head = sa.func.coalesce(questions.c.merged_into, questions.c.id)
    own = sa.func.max(sa.case((votes.c.voter_id == (viewer.id or 0), 1), else_=0))
    return (
        sa.select(head.label("head"), sa.func.count(votes.c.voter_id.distinct()).label("number"), own.label("own"))
        .join(votes, votes.c.question_id == questions.c.id)
        .where(questions.c.visit_id == visit_id)
        .group_by(head)
        .subquery()
    )


def _line(row: Any, viewer: Viewer, **counted: Any) -> QuestionLine:
    return QuestionLine(
        id=row.public_id, lang=row.lang, text=row.text, asked_at=row.asked_at, author=row.author, name=row.name,
        own=bool(viewer.public_id) and row.author == viewer.public_id, state=State(row.state), **counted,
    )  # fmt: skip
