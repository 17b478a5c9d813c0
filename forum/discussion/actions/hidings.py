"""Hiding posts from readers, and restoring them."""

from typing import Any

import sqlalchemy as sa

from forum.audit.actions import note
from forum.discussion import rules
from forum.discussion.actions.posts import locked_post
from forum.discussion.actions.thread_facts import settle
from forum.discussion.events import PostHidden, PostRestored
from forum.discussion.models import Hiding, Post
from forum.discussion.rules import State
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.web.viewer import Viewer

posts, hidings = table(Post), table(Hiding)


async def hide_post(work: Work, viewer: Viewer, post: str, *, reason: str) -> None:
    """Keep a post from everybody but moderators, the whole thread when it opens one; twice changes nothing.

    Raises:
        Refused: `not_allowed`, `not_found`, or what `text.clean` refuses of the reason.
    """
    found = await _for_moderator(work, viewer, post)
    reason = rules.reason_text(reason)
    if found.state == State.HIDDEN:
        return
    await work.db.execute(sa.insert(hidings).values(post_id=found.id, by_id=viewer.row, at=work.now, reason=reason))
    await work.db.execute(sa.update(posts).where(posts.c.id == found.id).values(state=State.HIDDEN))
    await settle(work, found.thread_id)
    await note(work, "post.hidden", actor_id=viewer.row, target=f"post:{post}")
    work.record(PostHidden(found.thread_id, found.id))


async def restore_post(work: Work, viewer: Viewer, post: str) -> None:
    """Let everybody read it again; nothing happens when it was not hidden.

    Raises:
        Refused: `not_allowed`, `not_found`.
    """
    found = await _for_moderator(work, viewer, post)
    if found.state != State.HIDDEN:
        return
    await work.db.execute(
        sa.update(hidings)
        .where(hidings.c.post_id == found.id, hidings.c.ended_at.is_(None))
        .values(ended_by_id=viewer.row, ended_at=work.now)
    )
    await work.db.execute(sa.update(posts).where(posts.c.id == found.id).values(state=State.VISIBLE))
    await settle(work, found.thread_id)
    await note(work, "post.restored", actor_id=viewer.row, target=f"post:{post}")
    work.record(PostRestored(found.thread_id, found.id))


async def _for_moderator(work: Work, viewer: Viewer, post: str) -> Any:
    if not viewer.is_moderator:
        raise Refused("not_allowed")
    return await locked_post(work, viewer, post)
