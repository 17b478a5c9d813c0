"""Reading what a host asks and what people answered."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.visits.models import Question as QuestionRow
from forum.visits.models import SeatAnswer
from forum.visits.queries.visits import users
from forum.visits.rules.questions import Kind, Question, Words

questions, answers = table(QuestionRow), table(SeatAnswer)


async def questions_of(db: Db, visit_id: int) -> Sequence[Question]:
    """A visit's questions in their order."""
    rows = await db.execute(
        sa.select(questions).where(questions.c.visit_id == visit_id).order_by(questions.c.position, questions.c.id)
    )
    return [_question(row) for row in rows]


async def question_rows(db: Db, visit_id: int) -> Mapping[str, int]:
    """The rows of a visit's questions by their public ids."""
    rows = await db.execute(sa.select(questions.c.public_id, questions.c.id).where(questions.c.visit_id == visit_id))
    return {row.public_id: row.id for row in rows}


async def answers_of(db: Db, visit_id: int, user_id: int) -> Mapping[str, str]:
    """What somebody answered, by the question's id; see `rules.questions.answered`."""
    rows = await db.execute(_answers(visit_id).where(answers.c.user_id == user_id))
    return {row.question: row.answer for row in rows}


async def all_answers(db: Db, visit_id: int) -> Mapping[str, Mapping[str, str]]:
    """What everybody answered, by the public ids of person and question."""
    said: dict[str, dict[str, str]] = {}
    for row in await db.execute(_answers(visit_id)):
        said.setdefault(row.person, {})[row.question] = row.answer
    return said


def _answers(visit_id: int) -> sa.Select[Any]:
    return (
        sa.select(questions.c.public_id.label("question"), users.c.public_id.label("person"), answers.c.answer)
        .join_from(answers, questions, questions.c.id == answers.c.question_id)
        .join(users, users.c.id == answers.c.user_id)
        .where(questions.c.visit_id == visit_id)
    )


def _question(row: Any) -> Question:
    words = {lang: Words(said["question"], tuple(said["options"])) for lang, said in row.words.items()}
    return Question(row.public_id, Kind(row.kind), words, row.required)
