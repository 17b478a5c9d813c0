"""Saying that an action is done, or is not after all."""

import sqlalchemy as sa

from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.records.queries import minutes as queries
from forum.records.queries.minutes import EntryView, completions
from forum.records.rules.entries import Kind
from forum.visits.actions.locking import locked_visit
from forum.web.viewer import Viewer


async def complete(work: Work, visit_id: str, entry_id: str, viewer: Viewer, *, done: bool = True) -> EntryView:
    """Mark an action as done, or as open; doing it again changes nothing. The minutes stay as they were approved.

    Raises:
        Refused: `not_found`, `not_allowed`, `not_an_action`.
    """
    visit = await locked_visit(work, visit_id, viewer)
    found = await queries.readable(work.db, visit, viewer)
    entry = await queries.entry_of(work.db, visit.row, entry_id)
    if entry.kind != Kind.ACTION:
        raise Refused("not_an_action")
    if not found.may_complete(entry, viewer):
        raise Refused("not_allowed")
    if done and entry.done_at is None:
        await work.db.execute(sa.insert(completions).values(entry_id=entry.row, by_id=viewer.row, at=work.now))
    elif not done:
        await work.db.execute(sa.delete(completions).where(completions.c.entry_id == entry.row))
    return await queries.entry_of(work.db, visit.row, entry_id)
