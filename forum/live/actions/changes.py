"""Taking hold of what is live at a visit before something of it is changed."""

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.live.queries.room import LiveRoom, room_for, states
from forum.web.viewer import Viewer


async def entered(work: Work, visit: str, viewer: Viewer) -> LiveRoom:
    """A visit's room, while nobody else changes what is live there; whoever shows it learns that it changed.

    Raises:
        Refused: `not_found`.
    """
    room = await room_for(work.db, visit, viewer, work.now)
    # Pages of rooms are never kept for everybody.
    work.shown_to_all = False
    counted = work.insert(states).values(visit_id=room.visit.row, version=1)
    await work.db.execute(
        counted.on_conflict_do_update(index_elements=["visit_id"], set_={"version": states.c.version + 1})
    )
    return room


async def hosted(work: Work, visit: str, viewer: Viewer) -> LiveRoom:
    """The same, for those who decide what is on.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    room = await entered(work, visit, viewer)
    if not room.hosts:
        raise Refused("not_allowed")
    return room
