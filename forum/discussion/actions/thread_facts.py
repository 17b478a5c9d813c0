"""What a thread's row says of its posts, put right after one of them went or came back."""

import sqlalchemy as sa

from forum.discussion.actions.tags import count_thread
from forum.discussion.models import AnswerMark, Board, Post, Thread
from forum.discussion.rules import State
from forum.foundation.database import Work, table

boards, threads, posts = table(Board), table(Thread), table(Post)
marks = table(AnswerMark)


async def settle(work: Work, thread_id: int) -> None:
    """State, count, answer and last post of a thread whose row is locked, and the counts of its board and tags."""
    before = (
        await work.db.execute(sa.select(threads.c.state, threads.c.board_id).where(threads.c.id == thread_id))
    ).one()
    of_thread = posts.c.thread_id == thread_id
    state = (await work.db.execute(sa.select(posts.c.state).where(of_thread, posts.c.number == 1))).scalar_one()
    count = sa.select(sa.func.count()).where(of_thread, posts.c.state == State.VISIBLE).scalar_subquery()
    answer = (
        sa.select(posts.c.number)
        .join(marks, marks.c.post_id == posts.c.id)
        .where(of_thread, marks.c.thread_id == thread_id, marks.c.ended_at.is_(None), posts.c.state == State.VISIBLE)
        .scalar_subquery()
    )
    facts = {"state": state, "posts": count, "answer": answer}
    last = (
        await work.db.execute(
            sa.select(posts.c.number, posts.c.author_id, posts.c.created_at)
            .where(of_thread, sa.or_(posts.c.state == State.VISIBLE, posts.c.number == 1))
            .order_by(posts.c.number.desc())
            .limit(1)
        )
    ).one()
    facts |= {"last_number": last.number, "last_author_id": last.author_id, "bumped_at": last.created_at}
    await work.db.execute(sa.update(threads).where(threads.c.id == thread_id).values(**facts))
    if change := (state == State.VISIBLE) - (before.state == State.VISIBLE):
        await work.db.execute(
            sa.update(boards).where(boards.c.id == before.board_id).values(threads=boards.c.threads + change)
        )
        await count_thread(work, thread_id, change)
