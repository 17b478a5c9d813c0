"""Taking approved minutes away from everybody, and giving them back."""

import sqlalchemy as sa

from forum.audit.actions import note
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.records.events import MinutesHidden
from forum.records.queries import minutes as queries
from forum.records.queries.minutes import Desk, hidings
from forum.visits.actions.locking import locked_visit
from forum.web.viewer import Viewer


async def hide_minutes(work: Work, visit_id: str, viewer: Viewer, *, hidden: bool = True) -> Desk:
    """A moderator hides approved minutes, or shows them again; doing it again changes nothing.

    What has not been approved yet is changed instead, by the host or a moderator.

    Raises:
        Refused: `not_found`, `not_allowed`, `minutes_not_frozen`.
    """
    if not viewer.is_moderator:
        raise Refused("not_allowed")
    visit = await locked_visit(work, visit_id, viewer)
    found = await queries.readable(work.db, visit, viewer)
    if not found.minutes.is_frozen:
        raise Refused("minutes_not_frozen")
    if found.minutes.hidden == hidden:
        return found
    if hidden:
        await work.db.execute(sa.insert(hidings).values(visit_id=visit.row, by_id=viewer.row, at=work.now))
    else:
        await work.db.execute(sa.delete(hidings).where(hidings.c.visit_id == visit.row))
    key = "minutes.hidden" if hidden else "minutes.shown"
    await note(work, key, actor_id=viewer.row, target=f"visit:{visit.id}")
    work.record(MinutesHidden(visit.row))
    return await queries.desk(work.db, visit, viewer)
