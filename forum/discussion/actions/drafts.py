"""Keeping what somebody has begun, one text for each place, until it is posted."""

from typing import Any

import sqlalchemy as sa

from forum.accounts.actions.turns import take_turn
from forum.discussion.actions.threads import is_posted
from forum.discussion.models import Board, HeldText, KeptDraft, Thread
from forum.discussion.rules import State
from forum.discussion.rules.drafts import MAX_DRAFTS, Place, Unfinished
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.ids import client_id
from forum.web.viewer import Viewer

boards, threads, drafts, held = table(Board), table(Thread), table(KeptDraft), table(HeldText)


async def keep_draft(work: Work, viewer: Viewer, place: Place, text: Unfinished, *, id: object) -> None:
    """Keep a text in the place of the one before; an empty one is dropped.

    Args:
        id: under which it will be posted, so that a save that was overtaken by its own post keeps nothing.

    Raises:
        Refused: `not_found` for the place, `draft_posted`, `too_many_drafts`, `bad_client_id`.
    """
    own_id = client_id(id)
    await take_turn(work, viewer)
    where = await _where(work, viewer, place)
    if await is_posted(work, viewer, own_id) or await _waits(work, viewer, own_id):
        raise Refused("draft_posted")
    if text.is_empty:
        await work.db.execute(sa.delete(drafts).where(drafts.c.author_id == viewer.row, _at(where)))
        return
    said = {"title": text.title, "body": text.body, "lang": text.lang, "saved_at": work.now}
    replaced = await work.db.execute(
        sa.update(drafts).where(drafts.c.author_id == viewer.row, _at(where)).values(**said)
    )
    if replaced.rowcount:
        return
    count = sa.select(sa.func.count()).select_from(drafts).where(drafts.c.author_id == viewer.row)
    if (await work.db.execute(count)).scalar_one() >= MAX_DRAFTS:
        raise Refused("too_many_drafts", limit=MAX_DRAFTS)
    await work.db.execute(sa.insert(drafts).values(author_id=viewer.row, **where, **said))


async def drop_draft(work: Work, viewer: Viewer, place: Place) -> None:
    """Forget what one has begun there; nothing happens when that is nothing."""
    board = sa.select(boards.c.id).where(boards.c.slug == place.board).scalar_subquery()
    thread = sa.select(threads.c.id).where(threads.c.public_id == place.thread).scalar_subquery()
    at = drafts.c.thread_id == thread if place.board is None else drafts.c.board_id == board
    await work.db.execute(sa.delete(drafts).where(drafts.c.author_id == viewer.row, at))


async def drop_posted(work: Work, author_id: int, *, thread_id: int, opens: bool) -> None:
    """What somebody had begun is posted now."""
    board = sa.select(threads.c.board_id).where(threads.c.id == thread_id).scalar_subquery()
    at = drafts.c.board_id == board if opens else drafts.c.thread_id == thread_id
    await work.db.execute(sa.delete(drafts).where(drafts.c.author_id == author_id, at))


async def drop_held(work: Work, author_id: int, text_id: int) -> None:
    """What somebody had begun waits for a moderator now."""
    where = sa.select(held.c.board_id, held.c.thread_id).where(held.c.id == text_id)
    place = (await work.db.execute(where)).one()
    at = drafts.c.board_id == place.board_id if place.thread_id is None else drafts.c.thread_id == place.thread_id
    await work.db.execute(sa.delete(drafts).where(drafts.c.author_id == author_id, at))


async def take_along(work: Work, from_thread_id: int, to_thread_id: int) -> None:
    """Replies that were begun in a thread go on in the one that it became a part of, unless one was begun there too."""
    others = drafts.alias()
    begun = sa.exists().where(others.c.author_id == drafts.c.author_id, others.c.thread_id == to_thread_id)
    here = drafts.c.thread_id == from_thread_id
    await work.db.execute(sa.update(drafts).where(here, ~begun).values(thread_id=to_thread_id))


async def _where(work: Work, viewer: Viewer, place: Place) -> dict[str, Any]:
    if place.board is not None:
        board_id = await work.db.scalar(sa.select(boards.c.id).where(boards.c.slug == place.board))
        if board_id is None:
            raise Refused("not_found")
        return {"board_id": board_id}
    query = sa.select(threads.c.id, threads.c.state).where(threads.c.public_id == place.thread)
    found = (await work.db.execute(query)).first()
    if found is None or (found.state == State.HIDDEN and not viewer.is_moderator):
        raise Refused("not_found")
    return {"thread_id": found.id}


def _at(where: dict[str, Any]) -> sa.ColumnElement[bool]:
    ((column, row),) = where.items()
    found: sa.ColumnElement[bool] = drafts.c[column] == row
    return found


async def _waits(work: Work, viewer: Viewer, own_id: str) -> bool:
    own = sa.select(held.c.id).where(held.c.author_id == viewer.row, held.c.client_id == own_id)
    return await work.db.scalar(own) is not None
