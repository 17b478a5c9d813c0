"""Reading posts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Hiding, Post, PostFile, PostReaction, QuestionVote, Thread
from forum.discussion.rules import Reaction, State
from forum.files import queries as files
from forum.files.models import StoredFile
from forum.files.queries import FileLine
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.paging import Page
from forum.web.viewer import Viewer

threads, posts, hidings = table(Thread), table(Post), table(Hiding)
reactions, question_votes = table(PostReaction), table(QuestionVote)
beside, stored = table(PostFile), table(StoredFile)
authors, answered = table(User).alias("authors"), posts.alias("answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """A post as one reader may see it.

    Attributes:
        row, author_row: rows; never shown.
        body, html: "" when it is gone for this reader.
        reply_to, reply_to_number: public id and number of the post it answers; None when it answers none.
        is_answer: whether it is marked as the answer to its thread.
        reactions: how many of each kind it has, in the order of kinds; none when it is gone for this reader.
        own_reactions: the kinds that this reader gave.
        votes, voted, answered: of a question: how many want it answered, whether this reader does, whether it was.
        reason: why a moderator hid it; None for everybody else.
        attached: whether anything stands beside it; files: what, nothing when it is gone for this reader.
    """

    row: int
    public_id: str
    thread_id: str
    number: int
    author_row: int
    author_id: str
    author_name: str
    author_role: str
    body: str
    html: str
    lang: str
    version: int
    state: str
    created_at: datetime
    edited_at: datetime | None
    reply_to: str | None
    reply_to_number: int | None
    is_answer: bool
    reactions: dict[str, int]
    votes: int
    answered: bool
    voted: bool = False
    own_reactions: frozenset[str] = frozenset()
    reason: str | None = None
    attached: bool = False
    files: Sequence[FileLine] = ()

    @property
    def is_gone(self) -> bool:
        return not self.body

    @property
    def is_question(self) -> bool:
        """Whether it is one where questions are collected."""
        return self.number > 1 and self.reply_to is None


_reason = (
    sa.select(hidings.c.reason)
    .where(hidings.c.post_id == posts.c.id, hidings.c.ended_at.is_(None))
    .limit(1)
    .correlate(posts)
    .scalar_subquery()
)
_attached = sa.exists().where(beside.c.post_id == posts.c.id).correlate(posts)
POST = (
    sa.select(
        posts.c.id.label("row"), posts.c.public_id, threads.c.public_id.label("thread_id"), posts.c.number,
        posts.c.author_id.label("author_row"), authors.c.public_id.label("author_id"),
        authors.c.name.label("author_name"), authors.c.role.label("author_role"), posts.c.body, posts.c.html,
        posts.c.lang, posts.c.version, posts.c.state, posts.c.created_at, posts.c.edited_at,
        answered.c.public_id.label("reply_to"), answered.c.number.label("reply_to_number"), posts.c.reactions,
        posts.c.votes, posts.c.answered,
        _reason.label("reason"), threads.c.state.label("thread_state"), _attached.label("attached"), threads.c.answer,
    )
    .join(threads, threads.c.id == posts.c.thread_id)
    .join(authors, authors.c.id == posts.c.author_id)
    .outerjoin(answered, answered.c.id == posts.c.reply_to_id)
)  # fmt: skip


async def post(db: Db, viewer: Viewer, public_id: str) -> PostLine:
    """A post with a text.

    Raises:
        Refused: `not_found` also when it, or its thread, is gone for the viewer.
    """
    found = (await db.execute(POST.where(posts.c.public_id == public_id))).first()
    if found is None or not _readable(found, moderator=viewer.is_moderator):
        raise Refused("not_found")
    return (await lines(db, viewer, [found]))[0]


async def opening(db: Db, thread_row: int) -> str:
    """The public id of the post that opens a thread, whatever became of it."""
    query = sa.select(posts.c.public_id).where(posts.c.thread_id == thread_row, posts.c.number == 1)
    return str((await db.execute(query)).scalar_one())


async def own_post(db: Db, public_id: str) -> PostLine:
    """What the author of a post is answered to a repeat: one since taken away is `removed`, by whomever."""
    found = (await db.execute(POST.where(posts.c.public_id == public_id))).one()
    gone = found.state != State.VISIBLE or found.thread_state == State.HIDDEN
    line = _line(found, moderator=False, state=State.REMOVED if gone else State.VISIBLE)
    return (await _with_files(db, [line]))[0]


async def post_page(db: Db, viewer: Viewer, thread_row: int, *, after: int, limit: int) -> Page[PostLine]:
    """Posts of a thread that the viewer may see, by number; those that are gone stay as empty places."""
    if after >= 2**31:
        raise Refused("bad_page")
    query = POST.where(posts.c.thread_id == thread_row, posts.c.number > after).order_by(posts.c.number)
    found = (await db.execute(query.limit(limit + 1))).all()
    rows = await lines(db, viewer, found[:limit])
    return Page(rows, str(rows[-1].number) if len(found) > limit else None)


async def lines(db: Db, viewer: Viewer, found: Sequence[Any]) -> list[PostLine]:
    """Rows of `POST` as the viewer may see them, with what they gave and what stands beside them."""
    shown = [_line(row, moderator=viewer.is_moderator) for row in found]
    return await _with_files(db, await with_own_marks(db, viewer, shown))


async def answer(db: Db, thread_row: int, number: int | None) -> PostLine | None:
    """The reply that is marked as the answer to a thread."""
    query = POST.where(posts.c.thread_id == thread_row, posts.c.number == number, posts.c.state == State.VISIBLE)
    found = None if number is None else (await db.execute(query)).first()
    return None if found is None else _line(found, moderator=False)


async def recent_posts(db: Db, thread_row: int, limit: int) -> list[PostLine]:
    """The newest posts that everybody may read, newest first, for the thread's feed."""
    query = POST.where(posts.c.thread_id == thread_row, posts.c.state == State.VISIBLE)
    rows = await db.execute(query.order_by(posts.c.number.desc()).limit(limit))
    return [_line(row, moderator=False) for row in rows]


async def with_own_marks(db: Db, viewer: Viewer, shown: Sequence[PostLine]) -> Sequence[PostLine]:
    """The posts with the reactions that the viewer gave, and the questions with their votes."""
    return await _with_own_votes(db, viewer, await _with_own_reactions(db, viewer, shown))


async def _with_own_votes(db: Db, viewer: Viewer, shown: Sequence[PostLine]) -> Sequence[PostLine]:
    """One statement for a page, none for a guest or where nobody voted."""
    counted = [line.row for line in shown if line.votes]
    if viewer.id is None or not counted:
        return shown
    own = question_votes.c.by_id == viewer.id, question_votes.c.post_id.in_(counted)
    voted = set((await db.execute(sa.select(question_votes.c.post_id).where(*own))).scalars())
    return [replace(line, voted=True) if line.row in voted else line for line in shown]


async def _with_own_reactions(db: Db, viewer: Viewer, lines: Sequence[PostLine]) -> Sequence[PostLine]:
    """One statement for a page, none for a guest or where nobody gave any."""
    counted = [line.row for line in lines if line.reactions]
    if viewer.id is None or not counted:
        return lines
    query = sa.select(reactions.c.post_id, reactions.c.kind)
    given: dict[int, set[str]] = {}
    for row in await db.execute(query.where(reactions.c.by_id == viewer.id, reactions.c.post_id.in_(counted))):
        given.setdefault(row.post_id, set()).add(row.kind)
    return [replace(line, own_reactions=frozenset(given[line.row])) if line.row in given else line for line in lines]


async def _with_files(db: Db, lines: Sequence[PostLine]) -> list[PostLine]:
    """The posts with what stands beside them, by one statement for all, and none where nothing does."""
    of_posts = [line.row for line in lines if line.attached and not line.is_gone]
    query = sa.select(*files.LINE, beside.c.post_id).join(beside, beside.c.file_id == stored.c.id)
    query = query.where(beside.c.post_id.in_(of_posts)).order_by(beside.c.post_id, beside.c.position)
    found: dict[int, list[FileLine]] = {}
    for row in await db.execute(query) if of_posts else ():
        found.setdefault(row.post_id, []).append(files.line(row))
    return [replace(line, files=found[line.row]) if line.row in found else line for line in lines]


def _readable(row: Any, *, moderator: bool) -> bool:
    if row.state == State.REMOVED:
        return False
    return moderator or (row.state == State.VISIBLE and row.thread_state != State.HIDDEN)


def _line(row: Any, *, moderator: bool, state: State | None = None) -> PostLine:
    facts = row._asdict()
    facts.pop("thread_state")
    facts["is_answer"] = facts.pop("answer") == row.number
    facts["state"] = state or row.state
    if facts["state"] == State.REMOVED or (facts["state"] == State.HIDDEN and not moderator):
        facts |= {"body": "", "html": "", "reactions": {}, "votes": 0, "answered": False}
    else:
        # PostgreSQL keeps an object's names in an order of its own.
        facts["reactions"] = {kind.value: row.reactions[kind] for kind in Reaction if kind in row.reactions}
    if not moderator:
        facts["reason"] = None
    return PostLine(**facts)
