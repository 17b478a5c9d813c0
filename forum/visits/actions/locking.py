"""Taking hold of a visit before a rule is asked about it."""

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.visits import queries
from forum.visits.queries import VisitView, visits
from forum.web.viewer import Viewer


async def locked_visit(work: Work, public_id: str, viewer: Viewer) -> VisitView:
    """A visit that somebody may see, as it stands while nobody else can change it or its seats.

    Raises:
        Refused: `not_found`.
    """
    # SQLite has one writer anyway. `key_share` lets rows that only point at the visit be written meanwhile.
    await work.db.execute(sa.select(visits.c.id).where(visits.c.public_id == public_id).with_for_update(key_share=True))
    return await queries.visit_for(work.db, public_id, viewer, work.now)


async def lock(work: Work, visit_id: int) -> None:
    """Take hold of a visit by its row, for work that nobody asked for."""
    await work.db.execute(sa.select(visits.c.id).where(visits.c.id == visit_id).with_for_update(key_share=True))


async def own_visit(work: Work, public_id: str, viewer: Viewer) -> VisitView:
    """The same, for those who may change it: its host and moderators.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    visit = await locked_visit(work, public_id, viewer)
    if not visit.may_edit(viewer):
        raise Refused("not_allowed")
    return visit
