"""Asking those who take a seat, and answering."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.ids import client_id as known_client_id
from forum.foundation.ids import digest, new_client_id, short_id
from forum.visits import queries
from forum.visits.actions.locking import locked_visit, own_visit
from forum.visits.queries.questions import answers, questions
from forum.visits.rules.questions import MOST_QUESTIONS, answered, checked
from forum.visits.rules.status import check_to_come
from forum.web.viewer import Viewer

NO_ANSWERS: Mapping[str, object] = MappingProxyType({})


async def ask_question(
    work: Work,
    public_id: str,
    viewer: Viewer,
    *,
    client_id: str,
    kind: str,
    words: Mapping[str, tuple[str, Sequence[str]]],
    required: bool,
) -> str:
    """Ask something of those who take a seat, by the host or a moderator; returns the question's public id.

    Raises:
        Refused: `not_found`, `not_allowed`, `visit_cancelled`, `already_started`, `bad_client_id`,
            `idempotency_mismatch`, `form_too_long`, or what is wrong with the question.
    """
    visit = await own_visit(work, public_id, viewer)
    client_id, (known_kind, said) = known_client_id(client_id), checked(kind, words)
    stored = {lang: {"question": each.question, "options": list(each.options)} for lang, each in said.items()}
    fingerprint = digest("question", known_kind, stored, required)
    there = sa.select(questions).where(questions.c.visit_id == visit.row).order_by(questions.c.position)
    earlier = (await work.db.execute(there)).all()
    for row in earlier:
        if row.client_id == client_id:
            if row.client_digest != fingerprint:
                raise Refused("idempotency_mismatch")
            return str(row.public_id)
    check_to_come(visit.status)
    if len(earlier) >= MOST_QUESTIONS:
        raise Refused("form_too_long", limit=MOST_QUESTIONS)
    values = {
        "public_id": short_id(), "visit_id": visit.row, "kind": known_kind.value, "words": stored,
        "position": earlier[-1].position + 1 if earlier else 1, "required": required, "client_id": client_id,
        "client_digest": fingerprint,
    }  # fmt: skip
    await work.db.execute(sa.insert(questions).values(**values))
    return str(values["public_id"])


async def ask_again(work: Work, earlier_id: int, visit_id: int) -> None:
    """Ask at a new visit what was asked at an earlier one."""
    there = sa.select(questions).where(questions.c.visit_id == earlier_id).order_by(questions.c.position)
    for row in (await work.db.execute(there)).all():
        copied = {name: row._mapping[name] for name in ("kind", "words", "position", "required", "client_digest")}
        own = {"public_id": short_id(), "visit_id": visit_id, "client_id": new_client_id()}
        await work.db.execute(sa.insert(questions).values(**copied, **own))


async def remove_question(work: Work, public_id: str, viewer: Viewer, question: str) -> None:
    """Take a question back, with all its answers; nothing happens when it is not there.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    visit = await own_visit(work, public_id, viewer)
    row = (await queries.question_rows(work.db, visit.row)).get(question)
    await work.db.execute(sa.delete(answers).where(answers.c.question_id == row))
    await work.db.execute(sa.delete(questions).where(questions.c.id == row))


async def change_answers(work: Work, public_id: str, viewer: Viewer, given: Mapping[str, object]) -> None:
    """Answer anew, before the visit begins, by somebody who has a place of any kind.

    Raises:
        Refused: `not_found`, `no_place`, `visit_cancelled`, `already_started`, or what is wrong with an answer.
    """
    visit = await locked_visit(work, public_id, viewer)
    if await queries.seat_row(work.db, visit.row, viewer.row) is None:
        raise Refused("no_place")
    check_to_come(visit.status)
    await save_answers(work, visit.row, viewer.row, given)


async def save_answers(work: Work, visit_id: int, user_id: int, given: Mapping[str, object]) -> None:
    """Put somebody's answers in the place of their earlier ones.

    Raises:
        Refused: what is wrong with an answer.
    """
    asked = await queries.questions_of(work.db, visit_id)
    said = answered(asked, given)
    if not asked:
        return
    rows = await queries.question_rows(work.db, visit_id)
    await forget_answers(work, visit_id, user_id)
    if said:
        await work.db.execute(
            sa.insert(answers),
            [
                {"question_id": rows[name], "user_id": user_id, "answer": text, "at": work.now}
                for name, text in said.items()
            ],
        )


async def forget_answers(work: Work, visit_id: int, user_id: int) -> None:
    """Delete what somebody answered at a visit."""
    of_visit = sa.select(questions.c.id).where(questions.c.visit_id == visit_id)
    mine = sa.and_(answers.c.user_id == user_id, answers.c.question_id.in_(of_visit))
    await work.db.execute(sa.delete(answers).where(mine))
