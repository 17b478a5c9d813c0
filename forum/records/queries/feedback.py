"""Reading what participants said of a visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.records.models import FeedbackAnswer, FeedbackGiven
from forum.records.rules.feedback import Figures, figures
from forum.visits.queries import VisitView
from forum.web.viewer import Viewer

given, answers = table(FeedbackGiven), table(FeedbackAnswer)


@dataclass(frozen=True, slots=True)
class Comment:
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Results:
    """What was answered; `figures` is None, and comments are kept back, while too few have answered."""

    answers: int
    figures: Mapping[str, Figures] | None
    comments: Sequence[Comment]


async def has_given(db: Db, viewer: Viewer, visit_id: int) -> bool:
    """Whether somebody has already answered."""
    own = sa.select(given.c.visit_id).where(given.c.visit_id == visit_id, given.c.user_id == viewer.id)
    return (await db.execute(own)).first() is not None


async def results(db: Db, visit: VisitView) -> Results:
    """What was answered of a visit, in no order that tells who answered."""
    query = sa.select(answers).where(answers.c.visit_id == visit.row).order_by(answers.c.id)
    rows = (await db.execute(query)).all()
    shown = figures([row.scores for row in rows])
    comments = [Comment(row.comment, row.lang) for row in rows if row.comment]
    return Results(len(rows), shown, [] if shown is None else comments)
