"""Collecting questions in a thread, voting for them, saying which were answered."""

from typing import Any

import sqlalchemy as sa

from forum.audit.actions import note
from forum.discussion import rules
from forum.discussion.actions.posts import locked_post
from forum.discussion.actions.threads import locked_thread
from forum.discussion.models import Post, QuestionAnswered, QuestionVote, Thread
from forum.discussion.rules import State
from forum.discussion.rules.answers import check_may_mark
from forum.discussion.rules.questions import check_is_question, check_others_question
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.web.viewer import Viewer

posts, threads, votes, marks = table(Post), table(Thread), table(QuestionVote), table(QuestionAnswered)


async def collect_questions(work: Work, viewer: Viewer, thread: str, *, collected: bool) -> None:
    """Let the replies of a thread be questions that people vote for, or posts like others; twice changes nothing.

    Raises:
        Refused: `not_allowed`, `not_found`.
    """
    found = await locked_thread(work, viewer, thread)
    if found.questions != collected:
        await work.db.execute(sa.update(threads).where(threads.c.id == found.id).values(questions=collected))
        key = "thread.questions_collected" if collected else "thread.questions_ended"
        await note(work, key, actor_id=viewer.row, target=f"thread:{thread}")


async def vote(work: Work, viewer: Viewer, post: str) -> None:
    """Want a question of somebody else's to be answered; twice changes nothing.

    Raises:
        Refused: `not_found` also for a hidden post, `not_a_question`, `own_question`, `thread_closed`.
    """
    found = await _question(work, viewer, post)
    check_others_question(found.author_id, viewer.row)
    row = work.insert(votes).values(post_id=found.id, by_id=viewer.row, at=work.now)
    new = row.on_conflict_do_nothing(index_elements=["post_id", "by_id"]).returning(votes.c.post_id)
    if (await work.db.execute(new)).first() is not None:
        await _count(work, found.id, +1)


async def take_vote_back(work: Work, viewer: Viewer, post: str) -> None:
    """No longer want it; nothing happens when one did not.

    Raises:
        Refused: `not_found`, `not_a_question`, `thread_closed`.
    """
    found = await _question(work, viewer, post)
    own = sa.delete(votes).where(votes.c.post_id == found.id, votes.c.by_id == viewer.row)
    if (await work.db.execute(own.returning(votes.c.post_id))).first() is not None:
        await _count(work, found.id, -1)


async def mark_answered(work: Work, viewer: Viewer, post: str, *, answered: bool) -> None:
    """Say that a question was answered, or that it was not; for who opened the thread and moderators.

    Raises:
        Refused: `not_found`, `not_a_question`, `not_opener`.
    """
    found = await _question(work, viewer, post, also_closed=True)
    opener = (await work.db.execute(sa.select(threads.c.author_id).where(threads.c.id == found.thread_id))).scalar_one()
    check_may_mark(opener, viewer.row, moderator=viewer.is_moderator)
    if found.answered == answered:
        return
    if answered:
        await work.db.execute(sa.insert(marks).values(post_id=found.id, by_id=viewer.row, at=work.now))
    else:
        live = sa.update(marks).where(marks.c.post_id == found.id, marks.c.ended_at.is_(None))
        await work.db.execute(live.values(ended_by_id=viewer.row, ended_at=work.now))
    await work.db.execute(sa.update(posts).where(posts.c.id == found.id).values(answered=answered))
    key = "question.answered" if answered else "question.reopened"
    await note(work, key, actor_id=viewer.row, target=f"post:{post}")


async def _question(work: Work, viewer: Viewer, post: str, *, also_closed: bool = False) -> Any:
    """A question that can be read, its thread locked; that lock keeps its count right."""
    found = await locked_post(work, viewer, post)
    if found.state != State.VISIBLE:
        raise Refused("not_found")
    query = sa.select(threads.c.questions, threads.c.closed).where(threads.c.id == found.thread_id)
    place = (await work.db.execute(query)).one()
    check_is_question(collected=place.questions, number=found.number, answers=found.reply_to_id is not None)
    rules.check_open(closed=place.closed and not also_closed)
    return found


async def _count(work: Work, post_id: int, change: int) -> None:
    await work.db.execute(sa.update(posts).where(posts.c.id == post_id).values(votes=posts.c.votes + change))
