"""What somebody writes on their first day, weighed before it is committed."""

from datetime import datetime

import sqlalchemy as sa

from forum.days import queries as days
from forum.discussion.models import HeldText, Post, PostFile, Thread
from forum.discussion.rules import newcomers as rules
from forum.discussion.rules.held import Held
from forum.files.models import StoredFile
from forum.files.rules.kinds import Kind
from forum.foundation.database import Db, Work, table
from forum.foundation.errors import Refused
from forum.foundation.settings import Settings
from forum.web.viewer import Viewer

posts, threads, beside, files = table(Post), table(Thread), table(PostFile), table(StoredFile)
held = table(HeldText)
_PICTURES = [kind for kind in Kind if kind.is_picture]


async def check_thread(work: Work, viewer: Viewer, settings: Settings, thread: str) -> None:
    """Weigh a thread that was just opened.

    Raises:
        Refused: `newcomer_threads`, `newcomer_links`, `newcomer_pictures`.
    """
    await _check(work, viewer, settings, sa.and_(threads.c.public_id == thread, posts.c.number == 1))


async def check_post(work: Work, viewer: Viewer, settings: Settings, post: str) -> None:
    """Weigh a reply that was just written, or a text that was just changed.

    Raises:
        Refused: `newcomer_replies`, `newcomer_links`, `newcomer_pictures`.
    """
    await _check(work, viewer, settings, posts.c.public_id == post)


async def check_held(work: Work, viewer: Viewer, settings: Settings, text: str) -> None:
    """Weigh a text that was just sent in and waits for a moderator.

    Raises:
        Refused: `newcomer_threads`, `newcomer_replies`, `newcomer_links`, `newcomer_pictures`.
    """
    if not await _check_count(work, viewer, settings):
        return
    found = (await work.db.execute(sa.select(held.c.html, held.c.files).where(held.c.public_id == text))).one()
    pictures = sa.select(sa.func.count()).where(files.c.public_id.in_(found.files), files.c.kind.in_(_PICTURES))
    rules.check_text(found.html, await work.db.scalar(pictures) or 0, known=settings.known_domains)


def is_newcomer(viewer: Viewer, now: datetime) -> bool:
    until = rules.end_of_first_day(viewer.confirmed_at, official=viewer.is_official, now=now)
    return viewer.id is not None and until is not None


async def held_until(db: Db, viewer: Viewer, board_id: int, now: datetime) -> datetime | None:
    """Until when what somebody writes on a board waits for a moderator; None when it does not."""
    if not is_newcomer(viewer, now):
        return None
    return await days.held_until(db, board_id, now)


async def check_free_to_change(work: Work, viewer: Viewer, thread_id: int) -> None:
    """While a newcomer's texts wait for a moderator, those that were read already do not change.

    Raises:
        Refused: `edit_held` (with `until`).
    """
    if not is_newcomer(viewer, work.now):
        return
    board_id = sa.select(threads.c.board_id).where(threads.c.id == thread_id)
    until = await held_until(work.db, viewer, (await work.db.execute(board_id)).scalar_one(), work.now)
    if until is not None:
        raise Refused("edit_held", until=until.strftime("%Y-%m-%dT%H:%M:%SZ"))


async def _check(work: Work, viewer: Viewer, settings: Settings, which: sa.ColumnElement[bool]) -> None:
    if not await _check_count(work, viewer, settings):
        return
    text = sa.select(posts.c.id, posts.c.html).join(threads, threads.c.id == posts.c.thread_id).where(which)
    found = (await work.db.execute(text)).one()
    shown = sa.select(sa.func.count()).select_from(beside).join(files, files.c.id == beside.c.file_id)
    pictures = await work.db.scalar(shown.where(beside.c.post_id == found.id, files.c.kind.in_(_PICTURES)))
    rules.check_text(found.html, pictures or 0, known=settings.known_domains)


async def _check_count(work: Work, viewer: Viewer, settings: Settings) -> bool:
    """Weigh how much a newcomer wrote; False for who is none, whose texts are not weighed either."""
    until = rules.end_of_first_day(viewer.confirmed_at, official=viewer.is_official, now=work.now)
    if until is None or not settings.limits:
        return False
    begun = until - rules.FIRST_DAY
    # Withdrawn ones count too. The counts go by the author's own rows, which are few.
    opened = sa.select(sa.func.count()).where(threads.c.author_id == viewer.row, threads.c.created_at >= begun)
    written = sa.select(sa.func.count()).where(posts.c.author_id == viewer.row, posts.c.created_at >= begun)
    replied = written.where(posts.c.client_id.is_not(None))
    # What was approved is a post.
    waited = sa.select(sa.func.count()).where(
        held.c.author_id == viewer.row, held.c.created_at >= begun, held.c.state != Held.APPROVED
    )
    of_threads, of_replies = waited.where(held.c.thread_id.is_(None)), waited.where(held.c.thread_id.is_not(None))
    counts = sa.select(
        opened.scalar_subquery() + of_threads.scalar_subquery(),
        replied.scalar_subquery() + of_replies.scalar_subquery(),
    )
    opened_now, replied_now = (await work.db.execute(counts)).one()
    rules.check_count(opened_now, replied_now, until=until, now=work.now)
    return True
