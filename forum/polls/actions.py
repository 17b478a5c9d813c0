"""Asking and voting. What stands above decides who may read a poll, and calls these in its own transaction."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.polls.models import Poll, PollVote
from forum.polls.rules.plan import Kind, Plan, check_open, choice
from forum.web.viewer import Viewer

polls, votes = table(Poll), table(PollVote)


async def ask(work: Work, viewer: Viewer, plan: Plan, *, client_id: str) -> tuple[int, bool]:
    """A new poll; its row, and whether this was the first time.

    Raises:
        Refused: `idempotency_mismatch`.
    """
    own = sa.select(polls.c.id, polls.c.client_digest).where(
        polls.c.author_id == viewer.row, polls.c.client_id == client_id
    )
    before = (await work.db.execute(own)).first()
    if before is not None:
        if before.client_digest != plan.digest:
            raise Refused("idempotency_mismatch")
        return int(before.id), False
    said = {lang: {"question": w.question, "options": list(w.options)} for lang, w in plan.words.items()}
    made = await work.db.execute(
        sa.insert(polls)
        .values(
            author_id=viewer.row, words=said, options=plan.options, kind=plan.kind, shows=plan.shows,
            created_at=work.now, closes_at=plan.closes_at, client_id=client_id, client_digest=plan.digest,
        )
        .returning(polls.c.id)
    )  # fmt: skip
    return int(made.scalar_one()), True


async def vote(work: Work, viewer: Viewer, poll: int, chosen: Sequence[int]) -> None:
    """Cast a vote, or another one in its place; the same again changes nothing.

    Raises:
        Refused: `poll_closed`, or what `rules.plan.choice` refuses.
    """
    found = await _locked(work, poll)
    kept = ",".join(map(str, choice(Kind(found.kind), found.options, chosen)))
    own = sa.and_(votes.c.poll_id == poll, votes.c.voter_id == viewer.row)
    changed = await work.db.execute(sa.update(votes).where(own).values(choices=kept, cast_at=work.now))
    if not changed.rowcount:
        await work.db.execute(
            sa.insert(votes).values(poll_id=poll, voter_id=viewer.row, choices=kept, cast_at=work.now)
        )


async def take_vote_back(work: Work, viewer: Viewer, poll: int) -> None:
    """As if one had not voted; nothing happens when one has not.

    Raises:
        Refused: `poll_closed`.
    """
    await _locked(work, poll)
    await work.db.execute(sa.delete(votes).where(votes.c.poll_id == poll, votes.c.voter_id == viewer.row))


async def close(work: Work, poll: int) -> bool:
    """No vote counts any more; nothing happens to a poll that is closed, which False says."""
    still_open = sa.or_(polls.c.closes_at.is_(None), polls.c.closes_at > work.now)
    closed = await work.db.execute(sa.update(polls).where(polls.c.id == poll, still_open).values(closes_at=work.now))
    return bool(closed.rowcount)


async def _locked(work: Work, poll: int) -> Any:
    query = sa.select(polls.c.kind, polls.c.options, polls.c.closes_at).where(polls.c.id == poll)
    found = (await work.db.execute(query.with_for_update(key_share=True))).one()
    check_open(closes_at=found.closes_at, now=work.now)
    return found
