"""Reading the questions of a thread, those first that most people want to be answered."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.discussion.queries.posts import POST, PostLine, lines, posts
from forum.discussion.rules import State
from forum.foundation.database import Db
from forum.foundation.errors import Refused
from forum.foundation.paging import Page, cursor, read_cursor
from forum.web.viewer import Viewer

MOST_ANSWERS = 200


async def question_page(db: Db, viewer: Viewer, thread_row: int, *, after: str | None, limit: int) -> Page[PostLine]:
    """Questions by votes, then age.

    Raises:
        Refused: `bad_page`.
    """
    query = POST.where(posts.c.thread_id == thread_row, posts.c.number > 1, posts.c.reply_to_id.is_(None))
    query = query.where(_shown(viewer)).order_by(posts.c.votes.desc(), posts.c.number)
    key = read_cursor(after, (int, int))
    if key is not None:
        votes, number = int(key[0]), int(key[1])
        if max(abs(votes), abs(number)) >= 2**31:
            raise Refused("bad_page")
        later = sa.and_(posts.c.votes == votes, posts.c.number > number)
        query = query.where(sa.or_(posts.c.votes < votes, later))
    found = (await db.execute(query.limit(limit + 1))).all()
    shown = await lines(db, viewer, found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return Page(shown, None if last is None else cursor(last.votes, last.number))


async def answers_to(
    db: Db, viewer: Viewer, thread_row: int, questions: Sequence[PostLine]
) -> tuple[list[PostLine], bool]:
    """What was written in answer to some questions of a thread, in order, and whether that is all of it."""
    if not questions:
        return [], True
    query = POST.where(posts.c.thread_id == thread_row, posts.c.reply_to_id.in_([line.row for line in questions]))
    query = query.where(_shown(viewer)).order_by(posts.c.number)
    found: Sequence[Any] = (await db.execute(query.limit(MOST_ANSWERS + 1))).all()
    return await lines(db, viewer, found[:MOST_ANSWERS]), len(found) <= MOST_ANSWERS


def with_answers(questions: Sequence[PostLine], answers: Sequence[PostLine]) -> list[PostLine]:
    """Each question with what answers it below."""
    below: dict[str | None, list[PostLine]] = {}
    for line in answers:
        below.setdefault(line.reply_to, []).append(line)
    return [line for question in questions for line in (question, *below.get(question.public_id, ()))]


def _shown(viewer: Viewer) -> sa.ColumnElement[bool]:
    seen = [State.VISIBLE, State.HIDDEN] if viewer.is_moderator else [State.VISIBLE]
    return posts.c.state.in_(seen)
