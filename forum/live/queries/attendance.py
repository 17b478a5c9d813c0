"""Who attended a visit, and for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import User
from forum.foundation.database import Db, table
from forum.live.models import AttendanceCode, CodeEntry, Stay
from forum.live.rules import attendance as rules
from forum.visits.queries import VisitView

stays, codes, entered, users = table(Stay), table(AttendanceCode), table(CodeEntry), table(User)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody who attended.

    Attributes:
        minutes: in the room, within the visit's hours; 0 for somebody who only entered the code.
        stays: when they came and when they were last noticed, each time.
        code_at: when they entered the code, None when they did not.
    """

    account: str
    name: str
    minutes: int
    stays: Sequence[tuple[datetime, datetime]]
    code_at: datetime | None


async def attendees(db: Db, visit: VisitView, only: int | None = None) -> Sequence[Attendee]:
    """Who attended a visit, by name; `only` is the row of one person."""
    came = sa.select(users.c.public_id, users.c.name, stays.c.came_at, stays.c.last_at)
    came = came.join(users, users.c.id == stays.c.user_id).where(stays.c.visit_id == visit.row)
    typed = sa.select(users.c.public_id, users.c.name, entered.c.at)
    typed = typed.join(users, users.c.id == entered.c.user_id).where(entered.c.visit_id == visit.row)
    if only is not None:
        came, typed = came.where(users.c.id == only), typed.where(users.c.id == only)
    names: dict[str, str] = {}
    times: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in await db.execute(came.order_by(stays.c.id)):
        names[row.public_id] = row.name
        times.setdefault(row.public_id, []).append((row.came_at, row.last_at))
    by_code: dict[str, datetime] = {}
    for entry in await db.execute(typed):
        names[entry.public_id], by_code[entry.public_id] = entry.name, entry.at
    found = [
        Attendee(
            account=account, name=name, stays=times.get(account, []), code_at=by_code.get(account),
            minutes=rules.minutes(times.get(account, []), visit.starts_at, visit.ends_at),
        )
        for account, name in names.items()
    ]  # fmt: skip
    return sorted(found, key=lambda person: (person.name, person.account))


async def code_of(db: Db, visit_id: int) -> str | None:
    """The code of a visit; None until a host shows one."""
    found: str | None = await db.scalar(sa.select(codes.c.code).where(codes.c.visit_id == visit_id))
    return found
