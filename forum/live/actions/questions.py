"""Asking, voting, and what hosts decide of questions."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.accounts.actions.turns import take_turn
from forum.audit.actions import note
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.i18n import known_locale
from forum.foundation.ids import client_id as known_client_id
from forum.foundation.ids import digest, short_id
from forum.foundation.text import clean
from forum.live.actions.changes import entered, hosted
from forum.live.queries.questions import questions, votes
from forum.live.queries.room import LiveRoom
from forum.live.rules import questions as rules
from forum.live.rules.questions import State
from forum.rooms.actions.entries import append_entry
from forum.rooms.rules import check_may_withdraw
from forum.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's public id, and whether this request asked it rather than an earlier one with the same id."""

    id: str
    first: bool


async def ask(work: Work, visit: str, viewer: Viewer, *, text: str, lang: str, client_id: str) -> Asked:
    """Ask the hosts something; the asking counts as one's vote.

    Raises:
        Refused: `not_found`, what `check_may_ask` says, `bad_client_id`, `idempotency_mismatch`, what is wrong with the
            text, `too_many_asked`.
    """
    own_id = known_client_id(client_id)
    await take_turn(work, viewer)
    room = await entered(work, visit, viewer)
    rules.check_may_ask(room.place.standing, work.now)
    text = clean(text, limit=rules.MAX_QUESTION, field="question")
    lang = known_locale(lang, field="asked_in")
    fingerprint = digest(room.visit.id, text, lang)
    own = sa.select(questions.c.public_id, questions.c.client_digest).where(questions.c.author_id == viewer.row)
    earlier = (await work.db.execute(own.where(questions.c.client_id == own_id))).first()
    if earlier is not None:
        if earlier.client_digest != fingerprint:
            raise Refused("idempotency_mismatch")
        return Asked(earlier.public_id, first=False)
    rules.check_most_open(await _waiting(work, room, viewer))
    public_id = short_id()
    entry = await append_entry(
        work, room.visit.room_row, "question.asked", author_id=viewer.row, more={"question": public_id}
    )
    asked = await work.db.execute(
        sa.insert(questions)
        .values(
            public_id=public_id, visit_id=room.visit.row, author_id=viewer.row, lang=lang, text=text,
            asked_at=work.now, entry=entry, state=State.OPEN, client_id=own_id, client_digest=fingerprint,
        )
        .returning(questions.c.id)
    )  # fmt: skip
    await _count_in(work, asked.scalar_one(), viewer)
    return Asked(public_id, first=True)


async def vote(work: Work, visit: str, question: str, viewer: Viewer) -> None:
    """Want a question answered; a second time changes nothing.

    Raises:
        Refused: `not_found`, what `check_may_ask` says, `question_settled` unless it is open.
    """
    await _count_in(work, (await _voted_on(work, visit, question, viewer)).id, viewer)


async def take_vote_back(work: Work, visit: str, question: str, viewer: Viewer) -> None:
    """As if one had not voted, neither for the question nor for those that were merged into it.

    Raises:
        Refused: as `vote`.
    """
    found = await _voted_on(work, visit, question, viewer)
    same = sa.select(questions.c.id).where(sa.or_(questions.c.id == found.id, questions.c.merged_into == found.id))
    await work.db.execute(
        sa.delete(votes).where(votes.c.voter_id == viewer.row, votes.c.question_id.in_(same))
    )  # fmt: skip


async def decide(work: Work, visit: str, question: str, viewer: Viewer, *, state: State) -> None:
    """A host says what becomes of a question; twice is the same as once. What is hidden is gone for everybody else.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    room = await hosted(work, visit, viewer)
    found = await _question(work, room, question)
    if found.state == state:
        return
    await _put(work, found.id, state)
    if state is State.HIDDEN:
        await _gone(work, room, found, by="moderator")
    await note(work, f"live.question_{state}", actor_id=viewer.row, target=f"visit:{room.visit.id}", question=question)


async def merge(work: Work, visit: str, question: str, viewer: Viewer, *, into: str) -> None:
    """A host puts a question under another that asks the same; its votes count there, nobody's twice.

    Raises:
        Refused: `not_found`, `not_allowed`, `not_mergeable`.
    """
    room = await hosted(work, visit, viewer)
    found, target = await _question(work, room, question), await _question(work, room, into)
    if found.merged_into == target.id:
        return
    rules.check_mergeable(found.id, State(found.state), target.id, State(target.state))
    await work.db.execute(
        sa.update(questions).where(questions.c.merged_into == found.id).values(merged_into=target.id)
    )  # fmt: skip
    await _put(work, found.id, State.MERGED, into=target.id)
    target_of = f"visit:{room.visit.id}"
    await note(work, "live.question_merged", actor_id=viewer.row, target=target_of, question=question, into=into)


async def withdraw(work: Work, visit: str, question: str, viewer: Viewer) -> None:
    """Take one's own question back; nobody sees it any more. Twice is the same as once.

    Raises:
        Refused: `not_found`, `not_yours`, `banned`.
    """
    room = await entered(work, visit, viewer)
    found = await _question(work, room, question, withdrawn=True)
    if found.author_id != viewer.row:
        raise Refused("not_found" if found.state in (State.WITHDRAWN, State.HIDDEN) else "not_yours")
    check_may_withdraw(room.place.standing)
    if found.state == State.WITHDRAWN:
        return
    await _put(work, found.id, State.WITHDRAWN)
    await _gone(work, room, found)


async def _waiting(work: Work, room: LiveRoom, viewer: Viewer) -> int:
    own = sa.select(sa.func.count()).select_from(questions).where(questions.c.author_id == viewer.row)
    waiting = own.where(questions.c.visit_id == room.visit.row, questions.c.state == State.OPEN)
    return (await work.db.execute(waiting)).scalar_one()


async def _voted_on(work: Work, visit: str, question: str, viewer: Viewer) -> Any:
    room = await entered(work, visit, viewer)
    rules.check_may_ask(room.place.standing, work.now)
    found = await _question(work, room, question)
    if found.state == State.HIDDEN and not room.hosts:
        raise Refused("not_found")
    if found.state != State.OPEN:
        raise Refused("question_settled")
    return found


async def _question(work: Work, room: LiveRoom, public_id: str, *, withdrawn: bool = False) -> Any:
    row = (
        await work.db.execute(
            sa.select(questions).where(questions.c.public_id == public_id, questions.c.visit_id == room.visit.row)
        )
    ).first()
    if row is None or (row.state == State.WITHDRAWN and not withdrawn):
        raise Refused("not_found")
    return row


async def _count_in(work: Work, question_id: int, viewer: Viewer) -> None:
    voted = work.insert(votes).values(question_id=question_id, voter_id=viewer.row, at=work.now)
    await work.db.execute(voted.on_conflict_do_nothing(index_elements=["question_id", "voter_id"]))


async def _put(work: Work, question_id: int, state: State, *, into: int | None = None) -> None:
    await work.db.execute(
        sa.update(questions).where(questions.c.id == question_id).values(state=state, merged_into=into)
    )  # fmt: skip


async def _gone(work: Work, room: LiveRoom, found: Any, **more: str) -> None:
    """Readers are told at once, and what others had asked in the same sense stands by itself again."""
    await work.db.execute(
        sa.update(questions)
        .where(questions.c.merged_into == found.id)
        .values(state=State.OPEN, merged_into=None)
    )  # fmt: skip
    await append_entry(work, room.visit.room_row, "removed", of=found.entry, text="", html="", more=more)
