"""Marking the reply that answers a thread."""

import sqlalchemy as sa

from forum.audit.actions import note
from forum.discussion.actions.posts import locked_post
from forum.discussion.events import AnswerMarked
from forum.discussion.models import AnswerMark, Thread
from forum.discussion.rules import State
from forum.discussion.rules.answers import check_is_reply, check_may_mark
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.web.viewer import Viewer

threads, marks = table(Thread), table(AnswerMark)


async def mark_answer(work: Work, viewer: Viewer, post: str) -> None:
    """This reply, and no other, answers its thread; saying so twice changes nothing.

    Raises:
        Refused: `not_found` also for a hidden post, `not_opener`, `answers_itself`.
    """
    found = await locked_post(work, viewer, post)
    if found.state != State.VISIBLE:
        raise Refused("not_found")
    await _check(work, viewer, found.thread_id)
    check_is_reply(found.number)
    if await _marked(work, found.thread_id) == found.id:
        return
    await _end(work, viewer, marks.c.thread_id == found.thread_id)
    row = {"thread_id": found.thread_id, "post_id": found.id, "by_id": viewer.row, "at": work.now}
    await work.db.execute(sa.insert(marks).values(**row))
    await work.db.execute(sa.update(threads).where(threads.c.id == found.thread_id).values(answer=found.number))
    await note(work, "answer.marked", actor_id=viewer.row, target=f"post:{post}")
    work.record(AnswerMarked(found.thread_id, found.id, viewer.row))


async def unmark_answer(work: Work, viewer: Viewer, post: str) -> None:
    """It answers its thread no more; nothing happens when it did not.

    Raises:
        Refused: `not_found`, `not_opener`.
    """
    found = await locked_post(work, viewer, post)
    await _check(work, viewer, found.thread_id)
    if await _marked(work, found.thread_id) == found.id:
        await _end(work, viewer, marks.c.post_id == found.id)
        await work.db.execute(sa.update(threads).where(threads.c.id == found.thread_id).values(answer=None))
        await note(work, "answer.unmarked", actor_id=viewer.row, target=f"post:{post}")


async def _check(work: Work, viewer: Viewer, thread_id: int) -> None:
    opener = await work.db.execute(sa.select(threads.c.author_id).where(threads.c.id == thread_id))
    check_may_mark(opener.scalar_one(), viewer.row, moderator=viewer.is_moderator)


async def _marked(work: Work, thread_id: int) -> int | None:
    live = sa.and_(marks.c.thread_id == thread_id, marks.c.ended_at.is_(None))
    return (await work.db.execute(sa.select(marks.c.post_id).where(live))).scalar()


async def _end(work: Work, viewer: Viewer, which: sa.ColumnElement[bool]) -> None:
    ended = sa.update(marks).where(which, marks.c.ended_at.is_(None))
    await work.db.execute(ended.values(ended_by_id=viewer.row, ended_at=work.now))
