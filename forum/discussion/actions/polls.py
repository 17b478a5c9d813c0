"""Polls in threads: asked by who opened the thread, answered by everybody who may write in it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.discussion import rules
from forum.discussion.actions.newcomers import check_free_to_change
from forum.discussion.models import Thread, ThreadPoll
from forum.discussion.rules import State
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.ids import client_id
from forum.polls import actions as polls
from forum.polls.rules.plan import Plan
from forum.web.viewer import Viewer

threads, links = table(Thread), table(ThreadPoll)


async def ask(work: Work, viewer: Viewer, thread: str, plan: Plan, *, id: object) -> bool:
    """Put a poll into a thread; whether this was the first time.

    Raises:
        Refused: `not_found`, `not_yours` unless the thread is one's own or one is a moderator, `thread_closed`,
            `edit_held`, `poll_exists`, `bad_client_id`, `idempotency_mismatch`.
    """
    own_id = client_id(id)
    place = await _open_thread(work, viewer, thread)
    if not viewer.is_moderator:
        rules.check_author(place.author_id, viewer.row)
        await check_free_to_change(work, viewer, place.id)
    there = await work.db.scalar(sa.select(links.c.poll_id).where(links.c.thread_id == place.id))
    row, first = await polls.ask(work, viewer, plan, client_id=own_id)
    if there not in (None, row) or (there is None and not first):
        raise Refused("poll_exists")
    if first:
        await work.db.execute(sa.insert(links).values(thread_id=place.id, poll_id=row))
    return first


async def vote(work: Work, viewer: Viewer, thread: str, chosen: Sequence[int]) -> None:
    """Vote, or change one's vote.

    Raises:
        Refused: `not_found`, `thread_closed`, `poll_closed`, or what `polls.rules.plan.choice` refuses.
    """
    await polls.vote(work, viewer, await _poll(work, viewer, thread), chosen)


async def take_vote_back(work: Work, viewer: Viewer, thread: str) -> None:
    """Raises:
    Refused: `not_found`, `thread_closed`, `poll_closed`.
    """
    await polls.take_vote_back(work, viewer, await _poll(work, viewer, thread))


async def _poll(work: Work, viewer: Viewer, thread: str) -> int:
    place = await _open_thread(work, viewer, thread)
    found: int | None = await work.db.scalar(sa.select(links.c.poll_id).where(links.c.thread_id == place.id))
    if found is None:
        raise Refused("not_found")
    return found


async def _open_thread(work: Work, viewer: Viewer, thread: str) -> Any:
    query = sa.select(threads.c.id, threads.c.author_id, threads.c.state, threads.c.closed)
    query = query.where(threads.c.public_id == thread).with_for_update(key_share=True)
    found = (await work.db.execute(query)).first()
    gone = found is None or found.state == State.REMOVED or (found.state == State.HIDDEN and not viewer.is_moderator)
    if found is None or gone:
        raise Refused("not_found")
    rules.check_open(closed=found.closed)
    return found
