"""Noticing who is there."""

import sqlalchemy as sa

from forum.accounts.actions.turns import take_turn
from forum.audit.actions import note
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.live.queries.attendance import code_of, codes, entered, stays
from forum.live.queries.room import LiveRoom, room_for
from forum.live.rules import attendance as rules
from forum.web.viewer import Viewer


async def notice(work: Work, visit: str, viewer: Viewer) -> None:
    """Somebody with a part in the room is there now: a stay begins, or goes on when it was noticed lately.

    Nothing is kept of others, nor outside the visit's hours.

    Raises:
        Refused: `not_found`, `removed`.
    """
    work.shown_to_all = False
    room = await _attending(work, visit, viewer)
    if room is None:
        return
    last = sa.select(stays.c.id, stays.c.last_at).where(stays.c.visit_id == room.visit.row)
    last = last.where(stays.c.user_id == viewer.row).order_by(stays.c.id.desc()).limit(1)
    stay = (await work.db.execute(last)).first()
    if stay is not None and rules.goes_on(stay.last_at, work.now):
        await work.db.execute(sa.update(stays).where(stays.c.id == stay.id).values(last_at=work.now))
        return
    values = {"visit_id": room.visit.row, "user_id": viewer.row, "came_at": work.now, "last_at": work.now}
    await work.db.execute(sa.insert(stays).values(**values))


async def enter_code(work: Work, visit: str, viewer: Viewer, *, code: str) -> None:
    """Somebody who listens by telephone types the code that the host shows; twice is the same as once.

    Raises:
        Refused: `not_found`, `removed`, `code_wrong`, `code_too_late` where nothing counts for this person now.
    """
    work.shown_to_all = False
    room = await _attending(work, visit, viewer)
    if room is None:
        raise Refused("code_too_late", field="code")
    rules.check_code(await code_of(work.db, room.visit.row), code)
    typed = work.insert(entered).values(visit_id=room.visit.row, user_id=viewer.row, at=work.now)
    await work.db.execute(typed.on_conflict_do_nothing(index_elements=["visit_id", "user_id"]))


async def renew_code(work: Work, visit: str, viewer: Viewer) -> None:
    """A host has a code to show, another one than before.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    room = await room_for(work.db, visit, viewer, work.now)
    if not room.hosts:
        raise Refused("not_allowed")
    work.shown_to_all = False
    made = work.insert(codes).values(visit_id=room.visit.row, code=rules.new_code(), at=work.now)
    renewed = {"code": made.excluded.code, "at": work.now}
    await work.db.execute(made.on_conflict_do_update(index_elements=["visit_id"], set_=renewed))
    await note(work, "live.code_renewed", actor_id=viewer.row, target=f"visit:{room.visit.id}")


async def _attending(work: Work, visit: str, viewer: Viewer) -> LiveRoom | None:
    """The room, where it counts now that this person is there; one request of a person at a time."""
    await take_turn(work, viewer)
    room = await room_for(work.db, visit, viewer, work.now)
    now_counts = rules.counts(room.visit.starts_at, room.visit.ends_at, work.now)
    return room if room.place.standing.part and now_counts else None
