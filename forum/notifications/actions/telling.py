"""Telling people of a post: those it speaks to in its own transaction, those who follow its place by the worker."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Post, Thread, ThreadTag
from forum.discussion.rules import State
from forum.following.models import Follow, Reading
from forum.following.rules import Level, Place
from forum.foundation.database import Db, Work, table
from forum.notifications.models import MailChoice, Notification, Round
from forum.notifications.rules import MAILED_AS, OF_FOLLOWERS, Kind, MailState, answer_kind
from forum.web.viewer import MODERATORS

notifications, rounds, choices = table(Notification), table(Round), table(MailChoice)
posts, threads, users, follows = table(Post), table(Thread), table(User), table(Follow)
readings, thread_tags = table(Reading), table(ThreadTag)
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Written:
    """A post as those who are told of it have to do with it."""

    id: int
    number: int
    author_id: int
    body: str
    thread_id: int
    board_id: int
    thread_state: str
    created_at: datetime


async def tell_of_post(work: Work, post_id: int, *, answers: int | None) -> None:
    """A post was written: tell the author of the one it answers, and put those who follow on the list.

    Args:
        answers: the row of the post it answers, None for none.
    """
    await work.db.execute(sa.insert(rounds).values(post_id=post_id, after_user_id=0))
    post = None if answers is None else await written(work.db, post_id)
    if post is not None:
        author: int = (await work.db.execute(sa.select(posts.c.author_id).where(posts.c.id == answers))).scalar_one()
        await tell(work, post, answer_kind(post.body), [author])


async def tell_of_names(work: Work, post_id: int, people: Collection[int]) -> None:
    """A post names people who were not named in it before."""
    post = await written(work.db, post_id)
    if post is not None:
        await tell(work, post, Kind.MENTION, people)


async def tell_of_mark(work: Work, post_id: int, by_id: int) -> None:
    """A reply was marked as its thread's answer: its author is told, unless they did it themselves."""
    post = await written(work.db, post_id)
    if post is not None and post.author_id != by_id:
        await _write(work, post, Kind.MARKED, [post.author_id], may_be_mailed=[post.author_id])


async def tell(work: Work, post: Written, kind: Kind, people: Collection[int]) -> None:
    """Tell people whom a post speaks to, but for those who muted its author or place, or may not read it."""
    of_person, of_thread, of_board = (follows.alias(name) for name in ("of_person", "of_thread", "of_board"))
    query = (
        sa.select(users.c.id)
        .outerjoin(of_person, _chose(of_person, Place.PERSON, post.author_id))
        .outerjoin(of_thread, _chose(of_thread, Place.THREAD, post.thread_id))
        .outerjoin(of_board, _chose(of_board, Place.BOARD, post.board_id))
        .where(users.c.id.in_(people), users.c.id != post.author_id, _may_read(post))
        .where(sa.func.coalesce(of_person.c.level, "") != Level.MUTE)
        .where(sa.func.coalesce(of_thread.c.level, of_board.c.level, "") != Level.MUTE)
        .where(sa.or_(of_thread.c.level.is_not(None), ~_muted_a_tag(users.c.id, post)))
    )
    told = list((await work.db.execute(query)).scalars())
    await _write(work, post, kind, told, may_be_mailed=told)


async def tell_followers(work: Work, limit: int = CHUNK) -> bool:
    """Tell some more of those who follow the place of a post; False when nobody is left to be told of any."""
    found = (await work.db.execute(sa.select(rounds).order_by(rounds.c.id).limit(1))).first()
    if found is None:
        return False
    work.shown_to_all = False
    post = await written(work.db, found.post_id)
    rows = [] if post is None else (await work.db.execute(_followers(post, found.after_user_id, limit))).all()
    if post is not None and rows:
        kind = Kind.THREAD if post.number == 1 else Kind.REPLY
        watching = [row.id for row in rows if row.watches]
        await _write(work, post, kind, [row.id for row in rows], may_be_mailed=watching)
    this = rounds.c.id == found.id
    if len(rows) < limit:
        await work.db.execute(sa.delete(rounds).where(this))
    else:
        await work.db.execute(sa.update(rounds).where(this).values(after_user_id=rows[-1].id))
    return True


async def written(db: Db, post_id: int) -> Written | None:
    """None for a post that is not to be read."""
    query = (
        sa.select(
            posts.c.id, posts.c.number, posts.c.author_id, posts.c.body, posts.c.thread_id, threads.c.board_id,
            threads.c.state, posts.c.created_at,
        )
        .join(threads, threads.c.id == posts.c.thread_id)
        .where(posts.c.id == post_id, posts.c.state == State.VISIBLE)
    )  # fmt: skip
    found = (await db.execute(query)).first()
    return None if found is None else Written(*found)


def _followers(post: Written, after: int, limit: int) -> sa.Select[Any]:
    """Those who follow a post's place, by row, and whether they watch it.

    Who has read the post is not told of it, nor who has something unread of the thread already.
    """
    new = [Level.WATCH, Level.TRACK]
    of_thread = sa.and_(follows.c.place == Place.THREAD, follows.c.place_id == post.thread_id)
    of_board = sa.and_(follows.c.place == Place.BOARD, follows.c.place_id == post.board_id)
    own, mute, earlier = follows.alias("own"), follows.alias("mute"), notifications.alias("earlier")
    chose_thread = sa.exists().where(
        own.c.user_id == follows.c.user_id, own.c.place == Place.THREAD, own.c.place_id == post.thread_id
    )
    # Tracking a board means its new threads, not each reply in all of them.
    from_board = new if post.number == 1 else [Level.WATCH]
    carried = sa.select(thread_tags.c.tag_id).where(thread_tags.c.thread_id == post.thread_id)
    of_tag = sa.and_(follows.c.place == Place.TAG, follows.c.place_id.in_(carried))
    muted_tag = _muted_a_tag(follows.c.user_id, post)
    candidates = sa.union(
        sa.select(follows.c.user_id, follows.c.level).where(of_thread, follows.c.level.in_(new)),
        sa.select(follows.c.user_id, follows.c.level).where(
            sa.or_(of_board, of_tag), follows.c.level.in_(from_board), ~chose_thread, ~muted_tag
        ),
    ).subquery("candidates")
    muted = sa.exists().where(
        mute.c.user_id == users.c.id, mute.c.place == Place.PERSON, mute.c.place_id == post.author_id,
        mute.c.level == Level.MUTE,
    )  # fmt: skip
    waiting = sa.exists().where(
        earlier.c.user_id == users.c.id, earlier.c.thread_id == post.thread_id, earlier.c.read_at.is_(None),
        earlier.c.kind.in_(OF_FOLLOWERS),
    )  # fmt: skip
    has_read = sa.exists().where(
        readings.c.user_id == users.c.id, readings.c.thread_id == post.thread_id, readings.c.number >= post.number
    )
    return (
        sa.select(users.c.id, sa.func.max(sa.case((candidates.c.level == Level.WATCH, 1), else_=0)).label("watches"))
        .join(candidates, candidates.c.user_id == users.c.id)
        .where(users.c.id > after, users.c.id != post.author_id, _may_read(post), ~muted, ~waiting, ~has_read)
        .group_by(users.c.id)
        .order_by(users.c.id)
        .limit(limit)
    )


async def _write(
    work: Work, post: Written, kind: Kind, people: Iterable[int], *, may_be_mailed: Collection[int]
) -> None:
    # An edit may name somebody long after the post was written; those who follow hear of it when it was.
    at = post.created_at if kind in OF_FOLLOWERS else work.now
    mailed = await _want_mail(work.db, kind, may_be_mailed)
    rows = [
        {
            "user_id": person,
            "thread_id": post.thread_id,
            "post_id": post.id,
            "kind": kind,
            "at": at,
            "mail": MailState.DUE if person in mailed else MailState.NONE,
        }
        for person in people
    ]
    if rows:
        insert = work.insert(notifications).values(rows)
        await work.db.execute(insert.on_conflict_do_nothing(index_elements=["user_id", "post_id"]))


async def _want_mail(db: Db, kind: Kind, people: Collection[int]) -> set[int]:
    if not people:
        return set()
    query = sa.select(choices.c.user_id).where(choices.c.kind == MAILED_AS[kind], choices.c.user_id.in_(people))
    return set((await db.execute(query)).scalars())


def _chose(alias: sa.FromClause, place: Place, place_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(alias.c.user_id == users.c.id, alias.c.place == place, alias.c.place_id == place_id)


def _muted_a_tag(user_id: sa.ColumnElement[int], post: Written) -> sa.ColumnElement[bool]:
    muted = follows.alias("muted_tag")
    carried = sa.select(thread_tags.c.tag_id).where(thread_tags.c.thread_id == post.thread_id)
    return sa.exists().where(
        muted.c.user_id == user_id, muted.c.place == Place.TAG, muted.c.place_id.in_(carried),
        muted.c.level == Level.MUTE,
    )  # fmt: skip


def _may_read(post: Written) -> sa.ColumnElement[bool]:
    """In a hidden thread only moderators go on."""
    return users.c.role.in_(MODERATORS) if post.thread_state == State.HIDDEN else sa.true()


async def is_anything_due(db: Db) -> bool:
    """Whether the worker has somebody to tell, or a mail to write."""
    due = sa.select(notifications.c.id).where(notifications.c.mail == MailState.DUE).limit(1)
    waiting = [await db.scalar(query) for query in (sa.select(rounds.c.id).limit(1), due)]
    return any(row is not None for row in waiting)
