"""Merging threads, and splitting posts off into a new one. Numbers of posts that stay do not change."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.audit.actions import note
from forum.discussion.actions.drafts import take_along
from forum.discussion.actions.tags import count_thread
from forum.discussion.actions.thread_facts import settle
from forum.discussion.events import PostsMoved
from forum.discussion.models import (
    AnswerMark,
    Board,
    Closing,
    Post,
    Thread,
    ThreadMerger,
    ThreadPoll,
    ThreadSplit,
    ThreadTag,
)
from forum.discussion.rules import State, key
from forum.discussion.rules.regrouping import check_amount, check_readable, check_split, thread_named
from forum.discussion.rules.texts import MAX_TITLE
from forum.following import actions as following
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.ids import client_id, digest, new_client_id, short_id
from forum.foundation.text import clean
from forum.web.viewer import Viewer

boards, threads, posts, splits = table(Board), table(Thread), table(Post), table(ThreadSplit)
thread_tags, marks, closings, mergers = table(ThreadTag), table(AnswerMark), table(Closing), table(ThreadMerger)
polls = table(ThreadPoll)


async def merge_threads(work: Work, viewer: Viewer, thread: str, into: str) -> str:
    """Put a thread's posts behind those of another, which its addresses lead to from then on; twice changes nothing.

    Args:
        into: the other thread's public id or address.

    Returns:
        The other thread's public id.

    Raises:
        Refused: `not_allowed`, `not_found`, `thread_unknown`, `merge_same`, `merge_two_polls`, `thread_is_hidden`.
    """
    goal = thread_named(into)
    found = await _locked(work, viewer, thread, goal)
    if goal not in found or found[goal].state == State.MERGED:
        raise Refused("thread_unknown", field="into")
    source, target = found[thread], found[goal]
    if source.state == State.MERGED:
        where = sa.select(mergers.c.into_id).where(mergers.c.thread_id == source.id)
        if await work.db.scalar(where) != target.id:
            raise Refused("not_found")
        return goal
    if source.id == target.id:
        raise Refused("merge_same", field="into")
    check_readable(source.state, target.state)
    await _take_poll_along(work, source.id, target.id)
    await _end_of(work, viewer, source, target)
    moved = {"thread_id": target.id, "number": posts.c.number + target.head}
    await work.db.execute(sa.update(posts).where(posts.c.thread_id == source.id).values(**moved))
    head = {"head": target.head + source.head}
    await work.db.execute(sa.update(threads).where(threads.c.id == target.id).values(**head))
    await settle(work, target.id)
    await following.follow_instead(work, source.id, target.id)
    await take_along(work, source.id, target.id)
    await note(work, "thread.merged", actor_id=viewer.row, target=f"thread:{thread}", into=goal)
    work.record(PostsMoved(source.id, target.id))
    return goal


async def split_thread(
    work: Work,
    viewer: Viewer,
    thread: str,
    *,
    id: object,
    title: str,
    board: str,
    chosen: Sequence[str],
) -> tuple[str, bool]:
    """A new thread of some posts of another, in their order; its public id, and whether this was the first time.

    Args:
        chosen: public ids of the posts; the first of them opens the new thread, and its author is that thread's.

    Raises:
        Refused: `not_allowed`, `not_found`, `board_unknown`, `split_nothing`, `split_opening`, `split_gone`,
            `split_too_many`, `thread_is_hidden`, `idempotency_mismatch`, or what `text.clean` refuses of the title.
    """
    found = (await _locked(work, viewer, thread))[thread]
    own_id, title = client_id(id), clean(title, limit=MAX_TITLE, field="title", multiline=False)
    own_digest = digest("split", thread, title, board, *chosen)
    before = sa.select(splits.c.client_digest, threads.c.public_id).join(threads, threads.c.id == splits.c.into_id)
    query = before.where(splits.c.by_id == viewer.row, splits.c.client_id == own_id)
    if (repeated := (await work.db.execute(query)).first()) is not None:
        if repeated.client_digest != own_digest:
            raise Refused("idempotency_mismatch")
        return repeated.public_id, False
    if found.state == State.MERGED:
        raise Refused("not_found")
    check_readable(found.state)
    check_amount(len(chosen))
    moving = await _chosen(work, found.id, chosen)
    check_split([row.number for row in moving], [row.state for row in moving], asked=len(set(chosen)))
    board_id = (await work.db.execute(sa.select(boards.c.id).where(boards.c.slug == key(board)))).scalar()
    if board_id is None:
        raise Refused("board_unknown", field="board")
    public_id, new_id = await _opened(work, moving[0], board_id, title)
    for number, row in enumerate(moving, start=1):
        await work.db.execute(sa.update(posts).where(posts.c.id == row.id).values(thread_id=new_id, number=number))
    await work.db.execute(sa.update(threads).where(threads.c.id == new_id).values(head=len(moving)))
    await settle(work, new_id)
    await settle(work, found.id)
    keys = {"by_id": viewer.row, "at": work.now, "client_id": own_id, "client_digest": own_digest}
    await work.db.execute(sa.insert(splits).values(from_id=found.id, into_id=new_id, **keys))
    await note(work, "thread.split", actor_id=viewer.row, target=f"thread:{thread}", into=public_id, posts=len(moving))
    work.record(PostsMoved(found.id, new_id))
    return public_id, True


async def _locked(work: Work, viewer: Viewer, thread: str, *others: str) -> dict[str, Any]:
    if not viewer.is_moderator:
        raise Refused("not_allowed")
    query = sa.select(threads).where(threads.c.public_id.in_({thread, *others})).order_by(threads.c.id)
    found = {row.public_id: row for row in await work.db.execute(query.with_for_update(key_share=True))}
    if thread not in found:
        raise Refused("not_found")
    return found


async def _take_poll_along(work: Work, source_id: int, target_id: int) -> None:
    polled = sa.select(polls.c.thread_id).where(polls.c.thread_id.in_([source_id, target_id]))
    found = set((await work.db.execute(polled)).scalars())
    if len(found) == 2:
        raise Refused("merge_two_polls", field="into")
    await work.db.execute(sa.update(polls).where(polls.c.thread_id == source_id).values(thread_id=target_id))


async def _end_of(work: Work, viewer: Viewer, source: Any, target: Any) -> None:
    """Take a thread out of lists, counts, tags and plans."""
    if source.state == State.VISIBLE:
        fewer = boards.c.threads - 1
        await work.db.execute(sa.update(boards).where(boards.c.id == source.board_id).values(threads=fewer))
        await count_thread(work, source.id, -1)
    await work.db.execute(sa.delete(thread_tags).where(thread_tags.c.thread_id == source.id))
    ended = {"ended_by_id": viewer.row, "ended_at": work.now}
    for rows in (marks, closings):
        live = sa.and_(rows.c.thread_id == source.id, rows.c.ended_at.is_(None))
        await work.db.execute(sa.update(rows).where(live).values(**ended))
    gone = {"state": State.MERGED, "posts": 0, "answer": None, "closes_at": None}
    await work.db.execute(sa.update(threads).where(threads.c.id == source.id).values(**gone))
    await work.db.execute(sa.update(mergers).where(mergers.c.into_id == source.id).values(into_id=target.id))
    row = {"thread_id": source.id, "into_id": target.id, "by_id": viewer.row, "at": work.now}
    await work.db.execute(sa.insert(mergers).values(**row))


async def _chosen(work: Work, thread_id: int, chosen: Sequence[str]) -> Sequence[Any]:
    columns = [posts.c[name] for name in ("id", "number", "state", "author_id", "lang", "created_at")]
    query = sa.select(*columns).where(
        posts.c.thread_id == thread_id, posts.c.public_id.in_([key(one) for one in chosen])
    )
    return (await work.db.execute(query.order_by(posts.c.number))).all()


async def _opened(work: Work, first: Any, board_id: int, title: str) -> tuple[str, int]:
    """The row of a thread that a post is about to open; its author did not ask for it under any id."""
    public_id = short_id()
    row = {
        "public_id": public_id, "board_id": board_id, "author_id": first.author_id, "title": title,
        "lang": first.lang, "state": State.VISIBLE, "head": 0, "posts": 0, "pinned": False, "closed": False,
        "created_at": first.created_at, "bumped_at": first.created_at, "last_author_id": first.author_id,
        "last_number": 1, "client_id": new_client_id(), "client_digest": "",
    }  # fmt: skip
    made = await work.db.execute(sa.insert(threads).values(**row).returning(threads.c.id))
    await work.db.execute(sa.update(boards).where(boards.c.id == board_id).values(threads=boards.c.threads + 1))
    return public_id, made.scalar_one()
