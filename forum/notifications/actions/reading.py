"""Notifications that were read, and such as went with what they told of."""

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Post, Thread
from forum.discussion.rules import State
from forum.foundation.database import Work, table
from forum.mail.actions import forget
from forum.notifications.models import Notification, Round
from forum.notifications.rules import OF_FOLLOWERS, MailState
from forum.web.viewer import Viewer

notifications, rounds = table(Notification), table(Round)
posts, threads, users = table(Post), table(Thread), table(User)


async def read_thread(work: Work, user_id: int, thread_id: int, number: int) -> None:
    """Somebody has read a thread so far: what they were told of it up to there is read too."""
    so_far = sa.select(posts.c.id).where(posts.c.id == notifications.c.post_id, posts.c.number <= number)
    await _read(work, notifications.c.user_id == user_id, notifications.c.thread_id == thread_id, so_far.exists())


async def read_all(work: Work, viewer: Viewer, thread: str | None = None) -> None:
    """The viewer has read all they were told of, or all of one thread, named by its public id."""
    work.shown_to_all = False
    where = [notifications.c.user_id == viewer.row]
    if thread is not None:
        row = sa.select(threads.c.id).where(threads.c.public_id == thread).scalar_subquery()
        where.append(notifications.c.thread_id == row)
    await _read(work, *where)


async def follow_posts(work: Work, from_thread_id: int, to_thread_id: int) -> None:
    """Posts stand in another thread now: what people were told of them is told of that thread."""
    there = sa.select(posts.c.id).where(posts.c.thread_id == to_thread_id)
    of_them = sa.and_(notifications.c.thread_id == from_thread_id, notifications.c.post_id.in_(there))
    await work.db.execute(sa.update(notifications).where(of_them).values(thread_id=to_thread_id))


async def forget_post(work: Work, thread_id: int, post_id: int) -> None:
    """A post is gone: nobody stays told of it, and no mail of it leaves or keeps a word of it.

    Where a notification stood for all that is new in a thread, it stands for what comes after that post, if anything.
    """
    post = (await work.db.execute(sa.select(posts.c.number).where(posts.c.id == post_id))).one()
    if post.number == 1:
        await _forget_title(work, thread_id)
    await forget(work, about(post_id))
    following = (
        sa.select(posts.c.id, posts.c.author_id)
        .where(posts.c.thread_id == thread_id, posts.c.number > post.number, posts.c.state == State.VISIBLE)
        .order_by(posts.c.number)
        .limit(1)
    )
    after = (await work.db.execute(following)).first()
    of_it = notifications.c.post_id == post_id
    if after is not None:
        told = sa.select(notifications.c.user_id).where(notifications.c.post_id == after.id).scalar_subquery()
        await work.db.execute(
            sa.update(notifications)
            .where(of_it, notifications.c.kind.in_(OF_FOLLOWERS), notifications.c.read_at.is_(None))
            .where(notifications.c.user_id != after.author_id, notifications.c.user_id.not_in(told))
            .values(post_id=after.id)
        )
    await work.db.execute(sa.delete(notifications).where(of_it))
    await work.db.execute(sa.delete(rounds).where(rounds.c.post_id == post_id))


async def rewrite_mails(work: Work, post_id: int) -> None:
    """A post says something else now: mails of it that have not left are written anew, and no old word is kept."""
    unsent = await forget(work, about(post_id))
    if unsent:
        readers = sa.select(users.c.id).where(users.c.email.in_(unsent)).scalar_subquery()
        await work.db.execute(
            sa.update(notifications)
            .where(notifications.c.post_id == post_id, notifications.c.user_id.in_(readers))
            .values(mail=MailState.DUE)
        )


def about(post_id: int) -> str:
    """How the outbox names mails of a post."""
    return f"post:{post_id}"


async def _forget_title(work: Work, thread_id: int) -> None:
    """An opening is gone: mails of its thread speak of its title; in a hidden thread nobody can read anything."""
    of_thread = notifications.c.thread_id == thread_id
    told = await work.db.execute(sa.select(notifications.c.post_id).where(of_thread).distinct())
    for post_id in told.scalars().all():
        await forget(work, about(post_id))
    state = await work.db.scalar(sa.select(threads.c.state).where(threads.c.id == thread_id))
    if state == State.HIDDEN:
        await work.db.execute(sa.delete(notifications).where(of_thread))


async def _read(work: Work, *where: sa.ColumnElement[bool]) -> None:
    await work.db.execute(
        sa.update(notifications).where(*where, notifications.c.read_at.is_(None)).values(read_at=work.now)
    )
