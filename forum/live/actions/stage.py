"""Hosts say what is on: a point of the programme, who has the word, a break."""

from datetime import timedelta

import sqlalchemy as sa

from forum.audit.actions import note
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.live.actions.changes import entered, hosted
from forum.live.queries.room import LiveRoom
from forum.live.queries.stage import breaks, moves, stage_of, turns
from forum.rooms.actions.entries import append_entry
from forum.rooms.queries import place
from forum.visits.queries import programme
from forum.web.viewer import Viewer

BREAKS = (5, 10, 15, 30)
"""The minutes that a host may choose for a break."""
SAME = timedelta(seconds=30)
"""Breaks that end as close together are one that was asked for twice."""


async def move_agenda(work: Work, visit: str, viewer: Viewer, *, point: int | None) -> None:
    """Say which point of the programme is on, 1 for the first, None for none; the same again changes nothing.

    Raises:
        Refused: `not_found`, `not_allowed`, `field_invalid` for a point that there is not.
    """
    room = await hosted(work, visit, viewer)
    if point is not None and not 1 <= point <= len(await programme(work.db, room.visit)):
        raise Refused("field_invalid", at="point")
    if (await stage_of(work.db, room.visit.row, work.now)).point == point:
        return
    await work.db.execute(
        sa.insert(moves).values(visit_id=room.visit.row, position=point, at=work.now, by_id=viewer.row)
    )
    await append_entry(work, room.visit.room_row, "agenda.moved", author_id=viewer.row, more={"point": point})
    await note(work, "live.agenda_moved", actor_id=viewer.row, target=f"visit:{room.visit.id}", point=point)


async def give_word(work: Work, visit: str, viewer: Viewer, *, account: str) -> None:
    """Give somebody the word; whoever had it has it no longer.

    Raises:
        Refused: `not_found`, also for somebody who has no part in the room; `not_allowed`.
    """
    room = await hosted(work, visit, viewer)
    called = await place(work.db, room.place.room, account, work.now)
    if called is None or called.user_id is None or not (called.standing.part or called.standing.is_moderator):
        raise Refused("not_found")
    speaker = (await stage_of(work.db, room.visit.row, work.now)).speaker
    if speaker and speaker.account == account:
        return
    await _end(work, room)
    values = {"visit_id": room.visit.row, "user_id": called.user_id, "given_at": work.now, "given_by_id": viewer.row}
    await work.db.execute(sa.insert(turns).values(**values))
    await append_entry(work, room.visit.room_row, "hand.called", author_id=called.user_id)
    await note(work, "live.word_given", actor_id=viewer.row, target=f"visit:{room.visit.id}", account=account)


async def end_word(work: Work, visit: str, viewer: Viewer) -> None:
    """Nobody has the word any more; by a host, or by whoever has it. Twice is the same as once.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    room = await entered(work, visit, viewer)
    speaker = (await stage_of(work.db, room.visit.row, work.now)).speaker
    if not room.hosts and (speaker is None or speaker.account != viewer.public_id):
        raise Refused("not_allowed")
    if speaker is not None:
        await _end(work, room)
        target = f"visit:{room.visit.id}"
        await note(work, "live.word_ended", actor_id=viewer.row, target=target, account=speaker.account)


async def pause(work: Work, visit: str, viewer: Viewer, *, minutes: int) -> None:
    """A break of so many minutes from now, in place of the one there is; one that is as long already stays.

    Raises:
        Refused: `not_found`, `not_allowed`, `field_invalid` for a length that is not offered.
    """
    room = await hosted(work, visit, viewer)
    if minutes not in BREAKS:
        raise Refused("field_invalid", at="minutes")
    until = work.now + timedelta(minutes=minutes)
    running = (await stage_of(work.db, room.visit.row, work.now)).break_until
    if running is not None and abs(until - running) < SAME:
        return
    await _go_on(work, room)
    values = {"visit_id": room.visit.row, "at": work.now, "until": until}
    await work.db.execute(sa.insert(breaks).values(by_id=viewer.row, **values))
    await note(work, "live.paused", actor_id=viewer.row, target=f"visit:{room.visit.id}", minutes=minutes)


async def go_on(work: Work, visit: str, viewer: Viewer) -> None:
    """The break is over; nothing happens when there is none.

    Raises:
        Refused: `not_found`, `not_allowed`.
    """
    room = await hosted(work, visit, viewer)
    if await _go_on(work, room):
        await note(work, "live.went_on", actor_id=viewer.row, target=f"visit:{room.visit.id}")


async def _go_on(work: Work, room: LiveRoom) -> bool:
    """Whether there was a break to end."""
    running = breaks.c.visit_id == room.visit.row, breaks.c.ended_at.is_(None), breaks.c.until > work.now
    return bool((await work.db.execute(sa.update(breaks).where(*running).values(ended_at=work.now))).rowcount)


async def _end(work: Work, room: LiveRoom) -> None:
    open_turn = sa.and_(turns.c.visit_id == room.visit.row, turns.c.ended_at.is_(None))
    await work.db.execute(sa.update(turns).where(open_turn).values(ended_at=work.now))
