"""Boards and threads."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class Board(SQLModel, table=True):
    """A place for threads on one matter.

    Attributes:
        names, abouts: texts by language.
        threads: how many of its threads everybody may see.
    """

    __tablename__ = "boards"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    slug: str = Field(max_length=80, unique=True)
    names: dict[str, str] = Field(sa_type=Json)
    abouts: dict[str, str] = Field(sa_type=Json)
    position: int
    threads: int
    created_at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (sa.Index("ix_boards_position_slug", "position", "slug"),)


class Thread(SQLModel, table=True):
    """A conversation. Its row is the lock under which posts get their numbers.

    Attributes:
        state: that of its first post; see `rules.State`.
        head: the number of its last post, whatever became of it.
        posts: how many posts can be read.
        bumped_at, last_author_id, last_number: facts of the last post that can be read.
        answer: the number of the reply that a live `AnswerMark` names, while it can be read.
        closes_at: when it closes by itself; None while no time is set.
        slow_minutes: between two posts of one person; 0 while everybody writes as they like.
        questions: whether its replies are questions that people vote for.
        pinned, closed: whether a live `Pin` or `Closure` stands; here for the list's index.
    """

    __tablename__ = "threads"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    board_id: int = Field(sa_type=Id, foreign_key="boards.id")
    author_id: int = Field(sa_type=Id, foreign_key="users.id")
    title: str = Field(max_length=200)
    lang: str = Field(max_length=2)
    state: str = Field(max_length=10)
    head: int
    posts: int
    answer: int | None = None
    closes_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    slow_minutes: int = Field(sa_column=sa.Column(sa.Integer, nullable=False, server_default="0"))
    questions: bool = Field(sa_column=sa.Column(sa.Boolean, nullable=False, server_default=sa.false()))
    pinned: bool
    closed: bool
    created_at: datetime = Field(sa_type=UtcDateTime)
    bumped_at: datetime = Field(sa_type=UtcDateTime)
    last_author_id: int = Field(sa_type=Id, foreign_key="users.id")
    last_number: int
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (
        sa.UniqueConstraint("author_id", "client_id", name="uq_threads_author_id_client_id"),
        sa.Index("ix_threads_board_id_pinned_bumped_at_public_id", "board_id", "pinned", "bumped_at", "public_id"),
        sa.Index("ix_threads_board_id_bumped_at", "board_id", "bumped_at"),
        sa.Index("ix_threads_board_id_created_at", "board_id", "created_at"),
        sa.Index("ix_threads_bumped_at", "bumped_at"),
    )


class ThreadPoll(SQLModel, table=True):
    """The poll of a thread, which has one at most."""

    __tablename__ = "thread_polls"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    thread_id: int = Field(sa_type=Id, foreign_key="threads.id", unique=True)
    poll_id: int = Field(sa_type=Id, foreign_key="polls.id", unique=True)


class AnswerMark(SQLModel, table=True):
    """A time in which a reply counts as the answer to its thread; the row without an end counts."""

    __tablename__ = "thread_answers"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    thread_id: int = Field(sa_type=Id, foreign_key="threads.id", index=True)
    post_id: int = Field(sa_type=Id, foreign_key="posts.id")
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    ended_by_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
