"""Reading what one has begun oneself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.discussion.models import Board, KeptDraft, Thread
from forum.discussion.rules import State, page_start
from forum.discussion.rules.drafts import Place
from forum.foundation.database import Db, Prepared, table
from forum.foundation.text import slug
from forum.web.request import with_query
from forum.web.viewer import Viewer

boards, threads, drafts = table(Board), table(Thread), table(KeptDraft)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A text that the viewer has begun.

    Attributes:
        path: where it can be gone on with, below the locale; None where the thread is gone.
        board_names: of the board that it would open a thread on; empty for a reply.
        thread_title, thread_lang: of the thread that it would reply in; "" for a new thread, and where that is gone.
    """

    place: str
    path: str | None
    board_names: Mapping[str, str]
    thread_title: str
    thread_lang: str
    title: str
    body: str
    lang: str
    saved_at: datetime


_DRAFTS = (
    sa.select(
        drafts.c.title, drafts.c.body, drafts.c.lang, drafts.c.saved_at, boards.c.slug, boards.c.names,
        threads.c.public_id, threads.c.title.label("thread_title"), threads.c.lang.label("thread_lang"),
        threads.c.state, threads.c.head,
    )
    .outerjoin(boards, boards.c.id == drafts.c.board_id)
    .outerjoin(threads, threads.c.id == drafts.c.thread_id)
)  # fmt: skip

_OWN = _DRAFTS.where(drafts.c.author_id == sa.bindparam("author"))
_ON_BOARD = Prepared(_OWN.where(boards.c.slug == sa.bindparam("place")))
_IN_THREAD = Prepared(_OWN.where(threads.c.public_id == sa.bindparam("place")))


async def own_drafts(db: Db, viewer: Viewer) -> list[DraftLine]:
    """All that the viewer has begun, newest first; `rules.drafts.MAX_DRAFTS` at most."""
    query = _DRAFTS.where(drafts.c.author_id == viewer.row).order_by(drafts.c.saved_at.desc(), drafts.c.id.desc())
    return [_line(row, viewer) for row in await db.execute(query)]


async def own_draft(db: Db, viewer: Viewer, place: Place) -> DraftLine | None:
    """What the viewer has begun in one place; None for nothing, and for guests."""
    if viewer.id is None:
        return None
    found = await db.run_sync(
        (_ON_BOARD if place.thread is None else _IN_THREAD).first,
        {"author": viewer.id, "place": place.thread or place.board},
    )
    return None if found is None else _line(found, viewer)


def _line(row: Any, viewer: Viewer) -> DraftLine:
    gone = row.state == State.REMOVED or (row.state == State.HIDDEN and not viewer.is_moderator)
    if row.slug is not None:
        place, path = Place(board=row.slug), f"/boards/{row.slug}/new"
    else:
        place = Place(thread=row.public_id)
        path = with_query(f"/threads/{row.public_id}-{slug(row.thread_title)}", after=page_start(row.head) or None)
    hidden = row.state == State.HIDDEN and not viewer.is_moderator
    return DraftLine(
        place=str(place),
        path=None if hidden else path if row.slug is not None else f"{path}#reply",
        board_names=row.names or {},
        thread_title="" if gone else row.thread_title or "",
        thread_lang="" if gone else row.thread_lang or "",
        title=row.title,
        body=row.body,
        lang=row.lang,
        saved_at=row.saved_at,
    )
