"""What somebody sends in: a post at once, or a text that waits for a moderator while newcomers' texts do."""

from dataclasses import dataclass

import sqlalchemy as sa

from forum.accounts.actions.turns import take_turn
from forum.discussion.actions import newcomers
from forum.discussion.actions.attachments import hold_files
from forum.discussion.actions.mentions import read_names
from forum.discussion.actions.posts import answered_row, open_place, reply
from forum.discussion.actions.tags import check_offered
from forum.discussion.actions.threads import is_posted, open_thread
from forum.discussion.events import TextHeld
from forum.discussion.models import Board, HeldText, Post, Thread
from forum.discussion.rules import Draft
from forum.discussion.rules.held import Held
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.ids import short_id
from forum.foundation.settings import Settings
from forum.web.viewer import Viewer

boards, threads, posts, held = table(Board), table(Thread), table(Post), table(HeldText)


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a text.

    Attributes:
        id: the public id of the thread or the post; of the text itself while it is `held`, and when it was refused.
        first: whether this was the first time.
    """

    id: str
    first: bool
    held: bool = False


async def submit_thread(work: Work, viewer: Viewer, settings: Settings, board: str, draft: Draft) -> Submitted:
    """Open a thread, or let it wait.

    Raises:
        Refused: what `open_thread` and `newcomers.check_thread` refuse.
    """
    await take_turn(work, viewer)
    board_id: int | None = await work.db.scalar(sa.select(boards.c.id).where(boards.c.slug == board))
    if board_id is None:
        raise Refused("not_found")
    digest = draft.digest("thread", board_id)
    if (before := await _repeated(work, viewer, draft, digest)) is not None:
        return before
    if await _waits(work, viewer, draft, board_id):
        await check_offered(work, draft.tags)
        return await _hold(work, viewer, settings, draft, digest, board_id=board_id)
    opened, first = await open_thread(work, viewer, board, draft)
    if first:
        await newcomers.check_thread(work, viewer, settings, opened)
    return Submitted(opened, first)


async def submit_reply(
    work: Work, viewer: Viewer, settings: Settings, thread: str, draft: Draft, *, reply_to: str | None = None
) -> Submitted:
    """Reply in a thread, or let the reply wait.

    Raises:
        Refused: what `reply` and `newcomers.check_post` refuse.
    """
    await take_turn(work, viewer)
    digest = draft.digest("reply", thread, reply_to or "")
    if (before := await _repeated(work, viewer, draft, digest)) is not None:
        return before
    if newcomers.is_newcomer(viewer, work.now):
        board_id = await work.db.scalar(sa.select(threads.c.board_id).where(threads.c.public_id == thread))
        if board_id is not None and await _waits(work, viewer, draft, board_id):
            place = await open_place(work, viewer, thread)
            answered = None if reply_to is None else await answered_row(work, place.id, reply_to)
            where = {"board_id": board_id, "thread_id": place.id, "reply_to_id": answered}
            return await _hold(work, viewer, settings, draft, digest, **where)
    posted, first = await reply(work, viewer, thread, draft, reply_to=reply_to)
    if first:
        await newcomers.check_post(work, viewer, settings, posted)
    return Submitted(posted, first)


async def _waits(work: Work, viewer: Viewer, draft: Draft, board_id: int) -> bool:
    """Whether a text must wait; a repeat of one that stands already must not."""
    if not newcomers.is_newcomer(viewer, work.now) or await is_posted(work, viewer, draft.client_id):
        return False
    return await newcomers.held_until(work.db, viewer, board_id, work.now) is not None


async def _repeated(work: Work, viewer: Viewer, draft: Draft, digest: str) -> Submitted | None:
    """What became of a text that waited once under the same id; None when none did."""
    query = (
        sa.select(
            held.c.public_id, held.c.client_digest, held.c.state, held.c.thread_id, posts.c.public_id.label("post"),
            threads.c.public_id.label("thread"),
        )
        .outerjoin(posts, posts.c.id == held.c.post_id)
        .outerjoin(threads, threads.c.id == posts.c.thread_id)
        .where(held.c.author_id == viewer.row, held.c.client_id == draft.client_id)
    )  # fmt: skip
    found = (await work.db.execute(query)).first()
    if found is None:
        return None
    if found.client_digest != digest:
        raise Refused("idempotency_mismatch")
    if found.state != Held.APPROVED:
        return Submitted(found.public_id, first=False, held=True)
    return Submitted(found.thread if found.thread_id is None else found.post, first=False)


async def _hold(
    work: Work, viewer: Viewer, settings: Settings, draft: Draft, digest: str, **where: int | None
) -> Submitted:
    text, public_id = await read_names(work, draft.body), short_id()
    await hold_files(work, viewer, draft.files)
    row = await work.db.execute(
        sa.insert(held)
        .values(
            public_id=public_id, author_id=viewer.row, **where, title=draft.title, body=draft.body, html=text.html,
            lang=draft.lang, tags=list(draft.tags), files=list(draft.files), state=Held.HELD, created_at=work.now,
            client_id=draft.client_id, client_digest=digest,
        )
        .returning(held.c.id)
    )  # fmt: skip
    await newcomers.check_held(work, viewer, settings, public_id)
    work.record(TextHeld(row.scalar_one(), viewer.row))
    return Submitted(public_id, first=True, held=True)
