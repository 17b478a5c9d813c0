"""Moderators take a message out of sight and put it back."""

from typing import Any

import sqlalchemy as sa

from forum.audit import actions as audit
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.rooms import rules
from forum.rooms.actions.entries import Written, append_entry
from forum.rooms.queries import entries, rooms
from forum.web.viewer import Viewer


async def hide(work: Work, room: str, seq: int, viewer: Viewer) -> Written:
    """Empty a message for everybody; its place stays. Hiding a hidden one changes nothing.

    Raises:
        Refused: `not_found` where there is no message, or its author has withdrawn it.
    """
    target = await _target(work, room, seq)
    if target.state == "hidden":
        return Written(target.last, target.epoch, dup=True, state="removed")
    await work.db.execute(sa.update(entries).where(entries.c.id == target.id).values(state="hidden"))
    await audit.note(work, "room.entry_hidden", actor_id=viewer.row, target=f"room:{room}", seq=seq)
    number = await append_entry(work, target.room_id, "removed", of=seq, text="", html="", more={"by": "moderator"})
    return Written(number, target.epoch, state="removed")


async def restore(work: Work, room: str, seq: int, viewer: Viewer) -> Written:
    """Show a hidden message again, as it was. Restoring a visible one changes nothing.

    Raises:
        Refused: `not_found` where there is no message, or its author has withdrawn it.
    """
    target = await _target(work, room, seq)
    if target.state == "visible":
        return Written(target.last or seq, target.epoch, dup=True)
    await work.db.execute(sa.update(entries).where(entries.c.id == target.id).values(state="visible"))
    await audit.note(work, "room.entry_restored", actor_id=viewer.row, target=f"room:{room}", seq=seq)
    text, html = (target.text, target.html) if target.now_text is None else (target.now_text, target.now_html)
    number = await append_entry(
        work, target.room_id, "restored", of=seq, lang=target.lang, text=text, html=html, more=target.more
    )
    return Written(number, target.epoch)


async def _target(work: Work, room: str, seq: int) -> Any:
    spoken = entries.alias("spoken")
    last = (
        sa.select(sa.func.max(spoken.c.seq))
        .where(
            spoken.c.room_id == entries.c.room_id, spoken.c.of_seq == seq, spoken.c.kind.in_(("removed", "restored"))
        )
        .scalar_subquery()
    )
    columns = ("id", "room_id", "state", "lang", "text", "html", "now_text", "now_html", "more")
    row = (
        await work.db.execute(
            sa.select(rooms.c.epoch, last.label("last"), *(entries.c[name] for name in columns))
            .join(entries, entries.c.room_id == rooms.c.id)
            .where(rooms.c.public_id == room, rooms.c.shown_at.is_not(None))
            .where(entries.c.seq == seq, entries.c.kind == rules.MESSAGE)
            .with_for_update(of=rooms)
        )
    ).first()
    if row is None or row.state == "removed":
        raise Refused("not_found")
    return row
