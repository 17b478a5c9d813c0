"""Replying, editing and withdrawing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.actions.turns import take_turn
from forum.discussion import rules
from forum.discussion.actions import attachments, mentions
from forum.discussion.actions.newcomers import check_free_to_change
from forum.discussion.actions.thread_facts import settle
from forum.discussion.actions.threads import Placed
from forum.discussion.events import PostEdited, PostWithdrawn, ReplyPosted
from forum.discussion.models import Post, PostVersion, Thread, Withdrawal
from forum.discussion.rules import Draft, State
from forum.discussion.rules.moderation import check_pace, is_due
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.ids import short_id
from forum.web.viewer import Viewer

threads, posts = table(Thread), table(Post)


async def reply(
    work: Work, viewer: Viewer, thread: str, draft: Draft, *, reply_to: str | None = None
) -> tuple[str, bool]:
    """The next post of a thread; returns its public id, and whether this was the first time.

    Args:
        reply_to: the public id of the post it answers.

    Raises:
        Refused: `not_found`, `thread_closed`, `thread_is_slow`, `reply_to_unknown`, `idempotency_mismatch`,
            `too_many_files`, `file_unknown`.
    """
    await take_turn(work, viewer)
    digest = draft.digest("reply", thread, reply_to or "")
    before = await work.db.execute(
        sa.select(posts.c.public_id, posts.c.client_digest).where(
            posts.c.author_id == viewer.row, posts.c.client_id == draft.client_id
        )
    )
    if (repeated := before.first()) is not None:
        if repeated.client_digest != digest:
            raise Refused("idempotency_mismatch")
        return repeated.public_id, False
    place = await open_place(work, viewer, thread)
    reply_to_id = None if reply_to is None else await answered_row(work, place.id, reply_to)
    return (await place_reply(work, viewer, place, draft, digest, reply_to_id)).public_id, True


async def place_reply(
    work: Work,
    author: Viewer,
    place: Any,
    draft: Draft,
    digest: str,
    reply_to_id: int | None,
    *,
    was_held: bool = False,
) -> Placed:
    """Write the next post of a thread whose row is locked, and record it.

    Raises:
        Refused: `too_many_files`, `file_unknown`.
    """
    public_id, number, text = short_id(), place.head + 1, await mentions.read_names(work, draft.body)
    post_id = (
        await work.db.execute(
            sa.insert(posts)
            .values(
                public_id=public_id, thread_id=place.id, number=number, author_id=author.row, body=draft.body,
                html=text.html, lang=draft.lang, version=1, state=State.VISIBLE,
                created_at=work.now, reply_to_id=reply_to_id, client_id=draft.client_id, client_digest=digest,
            )
            .returning(posts.c.id)
        )
    ).scalar_one()  # fmt: skip
    await attachments.attach(work, author, post_id, draft.files, was_held=was_held)
    await work.db.execute(
        sa.update(threads)
        .where(threads.c.id == place.id)
        .values(
            head=number, posts=threads.c.posts + 1, bumped_at=work.now, last_author_id=author.row, last_number=number
        )
    )
    work.record(ReplyPosted(place.id, place.board_id, post_id, author.row, number, reply_to_id))
    await mentions.note_names(work, post_id, text.named)
    return Placed(public_id, post_id)


async def edit_post(
    work: Work, viewer: Viewer, post: str, *, body: str, version: int, files: Sequence[str] | None = None
) -> None:
    """Replace the text and keep the one before; the same text again changes nothing.

    Args:
        version: the one the author was looking at.
        files: public ids of all that are to stand beside it; None leaves them as they are.

    Raises:
        Refused: `not_found`, `not_yours`, `edit_held`, `edit_conflict`, `too_many_files`, `file_unknown`, or what
            `text.clean` refuses.
    """
    body = rules.body_text(body)
    found = await locked_post(work, viewer, post)
    rules.check_author(found.author_id, viewer.row)
    await check_free_to_change(work, viewer, found.thread_id)
    unchanged = found.body == body and version in (found.version, found.version - 1)
    if not unchanged and found.version != version:
        raise Refused("edit_conflict")
    if files is not None:
        await attachments.change(work, viewer, found.id, files)
    if unchanged:
        return
    await work.db.execute(
        sa.insert(table(PostVersion)).values(
            post_id=found.id,
            version=found.version,
            body=found.body,
            html=found.html,
            written_at=found.edited_at or found.created_at,
        )
    )
    text = await mentions.read_names(work, body)
    await work.db.execute(
        sa.update(posts)
        .where(posts.c.id == found.id)
        .values(body=body, html=text.html, version=version + 1, edited_at=work.now)
    )
    work.record(PostEdited(found.thread_id, found.id))
    await mentions.note_names(work, found.id, text.named)


async def withdraw_post(work: Work, viewer: Viewer, post: str) -> None:
    """Take one's own post back for good: its place stays, empty. Doing it twice changes nothing.

    Raises:
        Refused: `not_found`, `not_yours`.
    """
    own = sa.and_(posts.c.public_id == post, posts.c.author_id == viewer.row, posts.c.state == State.REMOVED)
    if await work.db.scalar(sa.select(posts.c.id).where(own)) is not None:
        return
    found = await locked_post(work, viewer, post)
    rules.check_author(found.author_id, viewer.row)
    await work.db.execute(sa.insert(table(Withdrawal)).values(post_id=found.id, by_id=viewer.row, at=work.now))
    await work.db.execute(sa.update(posts).where(posts.c.id == found.id).values(state=State.REMOVED))
    await settle(work, found.thread_id)
    work.record(PostWithdrawn(found.thread_id, found.id))


async def locked_post(work: Work, viewer: Viewer, post: str) -> Any:
    """A post that the viewer can read, with its thread locked.

    Raises:
        Refused: `not_found`.
    """
    thread_id = await work.db.scalar(sa.select(posts.c.thread_id).where(posts.c.public_id == post))
    if thread_id is None:
        raise Refused("not_found")
    query = sa.select(threads.c.state).where(threads.c.id == thread_id)
    thread_state = await work.db.scalar(query.with_for_update(key_share=True))
    found = (await work.db.execute(sa.select(posts).where(posts.c.public_id == post))).one()
    gone = found.state == State.REMOVED or (State.HIDDEN in (found.state, thread_state) and not viewer.is_moderator)
    if gone:
        raise Refused("not_found")
    return found


async def open_place(work: Work, viewer: Viewer, thread: str) -> Any:
    """A thread, locked, in which the viewer may write now.

    Raises:
        Refused: `not_found`, `thread_closed`, `thread_is_slow`.
    """
    query = sa.select(
        *(threads.c[name] for name in ("id", "board_id", "head", "state", "closed", "closes_at", "slow_minutes"))
    )
    query = query.where(threads.c.public_id == thread).with_for_update(key_share=True)
    found = (await work.db.execute(query)).first()
    if found is None or found.state == State.MERGED or (found.state == State.HIDDEN and not viewer.is_moderator):
        raise Refused("not_found")
    rules.check_open(closed=found.closed or is_due(found.closes_at, work.now))
    if found.slow_minutes and not viewer.is_moderator:
        check_pace(found.slow_minutes, await _wrote_at(work, viewer, found), work.now)
    return found


async def _wrote_at(work: Work, viewer: Viewer, thread: Any) -> datetime | None:
    """When the viewer last wrote in a slow thread, None when that is longer ago than it matters."""
    since = work.now - timedelta(minutes=thread.slow_minutes)
    own = sa.and_(posts.c.author_id == viewer.row, posts.c.created_at > since, posts.c.thread_id == thread.id)
    latest = sa.select(posts.c.created_at).where(own).order_by(posts.c.created_at.desc()).limit(1)
    found: datetime | None = await work.db.scalar(latest)
    return found


async def answered_row(work: Work, thread_id: int, reply_to: str) -> int:
    """The row of the post that a reply in a thread answers.

    Raises:
        Refused: `reply_to_unknown`.
    """
    query = sa.select(posts.c.id).where(posts.c.public_id == rules.key(reply_to), posts.c.thread_id == thread_id)
    found: int | None = await work.db.scalar(query.where(posts.c.state == State.VISIBLE))
    if found is None:
        raise Refused("reply_to_unknown", field="reply_to")
    return found
