"""Who takes which role at a visit, and ticking off what is to be done."""

from collections.abc import Mapping

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.foundation.ids import short_id
from forum.visits import queries
from forum.visits.actions.locking import own_visit
from forum.visits.queries.preparation import roles, tasks
from forum.visits.rules.preparation import Preparation, known_roles
from forum.web.viewer import Viewer


async def prepare(work: Work, visit_id: int, preparation: Preparation) -> None:
    """Give a new visit its roles and tasks."""
    if preparation.roles:
        named = enumerate(known_roles(preparation.roles).items(), 1)
        rows = [{"visit_id": visit_id, "role": role, "position": place, "name": name} for place, (role, name) in named]
        await work.db.execute(sa.insert(roles), rows)
    if preparation.tasks:
        await work.db.execute(
            sa.insert(tasks),
            [
                {"public_id": short_id(), "visit_id": visit_id, "days": task.days, "what": dict(task.what)}
                for task in preparation.tasks
            ],
        )


async def name_roles(work: Work, public_id: str, viewer: Viewer, names: Mapping[str, str]) -> None:
    """Say who takes which role, by the host or a moderator; roles that the visit has not are left out.

    Raises:
        Refused: `not_found`, `not_allowed`, or what is wrong with a name.
    """
    visit = await own_visit(work, public_id, viewer)
    known = await queries.roles_of(work.db, visit.row)
    for role, name in known_roles({role: name for role, name in names.items() if role in known}).items():
        of_role = sa.and_(roles.c.visit_id == visit.row, roles.c.role == role)
        await work.db.execute(sa.update(roles).where(of_role).values(name=name))


async def tick_task(work: Work, public_id: str, viewer: Viewer, task: str, *, done: bool) -> None:
    """Tick a task off, or take that back; doing it again changes nothing.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    visit = await own_visit(work, public_id, viewer)
    mine = sa.and_(tasks.c.visit_id == visit.row, tasks.c.public_id == task)
    if await work.db.scalar(sa.select(tasks.c.id).where(mine)) is None:
        raise Refused("not_found")
    ticked = {"done_at": work.now, "done_by_id": viewer.row} if done else {"done_at": None, "done_by_id": None}
    changes = tasks.c.done_at.is_(None) if done else tasks.c.done_at.is_not(None)
    await work.db.execute(sa.update(tasks).where(mine, changes).values(**ticked))
