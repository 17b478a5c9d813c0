"""Reading texts that wait for a moderator: by moderators, and each by its own author. Nobody else sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Board, HeldText, Post, Thread
from forum.discussion.rules import State
from forum.discussion.rules.held import Held
from forum.files import queries as files
from forum.files.models import StoredFile
from forum.files.queries import FileLine
from forum.foundation.database import Db, Prepared, table
from forum.foundation.errors import Refused
from forum.foundation.paging import Page
from forum.foundation.text import slug
from forum.web.viewer import MODERATORS, Viewer

held, boards, threads, users = table(HeldText), table(Board), table(Thread), table(User)
answered, stored = table(Post).alias("answered"), table(StoredFile)
# How long a place still shows its author what was refused there.
REMEMBERED = timedelta(days=7)
MOST_OWN = 100
MAX_COUNTED = 99

_moderates = sa.exists().where(
    users.c.id == sa.bindparam("user_id"), sa.or_(*(users.c.role == role for role in MODERATORS))
)
_WAITING = sa.select(held.c.id).where(held.c.state == Held.HELD.value, _moderates).limit(MAX_COUNTED + 1).subquery()
WAITING = Prepared(sa.select(sa.func.count().label("count")).select_from(_WAITING))
"""How many texts wait for a moderator, counted to one more than `MAX_COUNTED`; none for who is no moderator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """A text that waits, or was refused.

    Attributes:
        row: where the queue goes on; never shown.
        title: "" for a reply.
        thread, thread_path, thread_title: where a reply is to stand; None for one that opens a thread, and where the
            reader cannot read that thread.
        is_reply: whether it is to stand in a thread that is there.
        reply_to_number: of the post that it answers.
        reason: why it was refused.
        files: what stands beside it.
    """

    row: int
    id: str
    author_id: str
    author_name: str
    author_role: str
    board_slug: str
    board_names: Mapping[str, str]
    thread: str | None
    thread_path: str | None
    thread_title: str | None
    thread_lang: str | None
    is_reply: bool
    reply_to_number: int | None
    title: str
    body: str
    html: str
    lang: str
    state: str
    created_at: datetime
    reason: str | None
    files: Sequence[FileLine]


_TEXT = (
    sa.select(
        held.c.id, held.c.public_id, held.c.title, held.c.body, held.c.html, held.c.lang, held.c.state,
        held.c.created_at, held.c.reason, held.c.files, held.c.thread_id, users.c.public_id.label("author_id"),
        users.c.name.label("author_name"), users.c.role.label("author_role"), boards.c.slug.label("board_slug"),
        boards.c.names.label("board_names"), threads.c.public_id.label("thread"),
        threads.c.title.label("thread_title"), threads.c.lang.label("thread_lang"),
        threads.c.state.label("thread_state"), answered.c.number.label("reply_to_number"),
    )
    .join(users, users.c.id == held.c.author_id)
    .join(boards, boards.c.id == held.c.board_id)
    .outerjoin(threads, threads.c.id == held.c.thread_id)
    .outerjoin(answered, answered.c.id == held.c.reply_to_id)
)  # fmt: skip


async def queue(db: Db, viewer: Viewer, *, after: int | None, limit: int) -> Page[HeldLine]:
    """What waits, for moderators, the oldest first; `after` is the row of the last one seen.

    Raises:
        Refused: `not_allowed`.
    """
    if not viewer.is_moderator:
        raise Refused("not_allowed")
    query = _TEXT.where(held.c.state == Held.HELD, held.c.id > (after or 0)).order_by(held.c.id)
    lines = await _lines(db, viewer, (await db.execute(query.limit(limit + 1))).all())
    return Page(lines[:limit], str(lines[limit - 1].row) if len(lines) > limit else None)


async def text(db: Db, viewer: Viewer, public_id: str) -> HeldLine:
    """A text that waits or was refused, for moderators and its author.

    Raises:
        Refused: `not_found`.
    """
    query = _TEXT.where(held.c.public_id == public_id, held.c.state.in_([Held.HELD, Held.REFUSED]))
    if not viewer.is_moderator:
        query = query.where(held.c.author_id == viewer.row)
    found = (await db.execute(query)).first()
    if found is None:
        raise Refused("not_found")
    return (await _lines(db, viewer, [found]))[0]


async def own_text(db: Db, viewer: Viewer, public_id: str) -> HeldLine:
    """What the author is answered to a repeat, also of one that was taken back."""
    query = _TEXT.where(held.c.public_id == public_id, held.c.author_id == viewer.row)
    return (await _lines(db, viewer, [(await db.execute(query)).one()]))[0]


async def own_texts(db: Db, viewer: Viewer) -> list[HeldLine]:
    """The viewer's texts that wait or were refused, the latest first."""
    own = _TEXT.where(held.c.author_id == viewer.row, held.c.state.in_([Held.HELD, Held.REFUSED]))
    return await _lines(db, viewer, (await db.execute(own.order_by(held.c.id.desc()).limit(MOST_OWN))).all())


async def own_here(
    db: Db, viewer: Viewer, now: datetime, *, board_row: int, thread_row: int | None = None
) -> list[HeldLine]:
    """The viewer's replies in a thread, or their threads of a board, that wait or were just refused, in their order."""
    if viewer.id is None:
        return []
    refused = sa.and_(held.c.state == Held.REFUSED, held.c.decided_at > now - REMEMBERED)
    here = (
        held.c.thread_id == thread_row
        if thread_row
        else sa.and_(held.c.board_id == board_row, held.c.thread_id.is_(None))
    )
    own = _TEXT.where(held.c.author_id == viewer.id, here, sa.or_(held.c.state == Held.HELD, refused))
    return await _lines(db, viewer, (await db.execute(own.order_by(held.c.id).limit(MOST_OWN))).all())


async def _lines(db: Db, viewer: Viewer, rows: Sequence[Any]) -> list[HeldLine]:
    wanted = {public_id for row in rows for public_id in row.files if row.state == Held.HELD}
    query = sa.select(*files.LINE).where(stored.c.public_id.in_(wanted))
    beside = {line.public_id: line for line in map(files.line, await db.execute(query))} if wanted else {}
    return [_line(row, viewer, beside) for row in rows]


def _line(row: Any, viewer: Viewer, beside: Mapping[str, FileLine]) -> HeldLine:
    facts = row._asdict()
    thread_state, thread_id = facts.pop("thread_state"), facts.pop("thread_id")
    if thread_state != State.VISIBLE and not (viewer.is_moderator and thread_state in (State.HIDDEN, State.MERGED)):
        facts |= {"thread": None, "thread_title": None, "thread_lang": None}
    path = facts["thread"] and f"/threads/{facts['thread']}-{slug(facts['thread_title'])}"
    shown = [beside[public_id] for public_id in facts.pop("files") if public_id in beside]
    named = {"row": facts.pop("id"), "id": facts.pop("public_id"), "files": shown, "thread_path": path}
    return HeldLine(**facts, **named, is_reply=thread_id is not None)
