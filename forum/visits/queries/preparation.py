"""Reading what is to be done around a visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.visits.models import VisitRole, VisitTask
from forum.visits.queries.views import VisitView
from forum.visits.rules.preparation import due

roles, tasks = table(VisitRole), table(VisitTask)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task with its day; `what` is by language, `done_at` None while it is to be done."""

    id: str
    days: int
    due: date
    what: Mapping[str, str]
    done_at: datetime | None


async def roles_of(db: Db, visit_id: int) -> Mapping[str, str]:
    """Roles of a visit and who takes them, "" for nobody yet."""
    rows = await db.execute(sa.select(roles).where(roles.c.visit_id == visit_id).order_by(roles.c.position))
    return {row.role: row.name for row in rows}


async def tasks_of(db: Db, visit: VisitView) -> Sequence[TaskView]:
    """Tasks around a visit, the first one due first."""
    rows = await db.execute(sa.select(tasks).where(tasks.c.visit_id == visit.row).order_by(tasks.c.days, tasks.c.id))
    return [
        TaskView(id=row.public_id, days=row.days, due=due(visit.starts, row.days), what=row.what, done_at=row.done_at)
        for row in rows
    ]
