"""What is on at a visit: the point of its programme, and who has the word."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import User
from forum.foundation.database import Db, table
from forum.live.models import AgendaMove, Break, Turn

moves, turns, breaks, users = table(AgendaMove), table(Turn), table(Break), table(User)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who has the word, and since when."""

    account: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Stage:
    """What is on.

    Attributes:
        point: the place of a point of the programme, 1 for the first; None while hosts have named none.
        since: when they named it, or said that none is on; None before the first time.
        speaker: None while nobody has the word.
        break_until: None while there is no break.
    """

    point: int | None = None
    since: datetime | None = None
    speaker: Speaker | None = None
    break_until: datetime | None = None


async def stage_of(db: Db, visit_id: int, now: datetime) -> Stage:
    """What is on at a visit; three statements."""
    last = sa.select(moves.c.position, moves.c.at).where(moves.c.visit_id == visit_id).order_by(moves.c.id.desc())
    move = (await db.execute(last.limit(1))).first()
    speaking = (
        sa.select(users.c.public_id, users.c.name, turns.c.given_at)
        .join(users, users.c.id == turns.c.user_id)
        .where(turns.c.visit_id == visit_id, turns.c.ended_at.is_(None))
    )
    turn = (await db.execute(speaking)).first()
    pause = sa.select(sa.func.max(breaks.c.until)).where(breaks.c.visit_id == visit_id, breaks.c.ended_at.is_(None))
    return Stage(
        point=move.position if move else None,
        since=move.at if move else None,
        break_until=await db.scalar(pause.where(breaks.c.until > now)),
        speaker=Speaker(turn.public_id, turn.name, turn.given_at) if turn else None,
    )
