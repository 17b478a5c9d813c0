"""Boards, threads, posts and what was done to them."""

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


class Post(SQLModel, table=True):
    """One text in a thread: number 1 opens it. `client_id` is None for the opening, whose thread carries it."""

    __tablename__ = "posts"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    thread_id: int = Field(sa_type=Id, foreign_key="threads.id")
    number: int
    author_id: int = Field(sa_type=Id, foreign_key="users.id")
    body: str = Field(sa_type=sa.Text)
    html: str = Field(sa_type=sa.Text)
    lang: str = Field(max_length=2)
    version: int
    state: str = Field(max_length=10)
    created_at: datetime = Field(sa_type=UtcDateTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reply_to_id: int | None = Field(default=None, sa_type=Id, foreign_key="posts.id")
    client_id: str | None = Field(default=None, max_length=36)
    client_digest: str | None = Field(default=None, max_length=64)

    __table_args__ = (
        sa.UniqueConstraint("thread_id", "number", name="uq_posts_thread_id_number"),
        sa.UniqueConstraint("author_id", "client_id", name="uq_posts_author_id_client_id"),
    )


class PostVersion(SQLModel, table=True):
    """A text that an edit replaced, as it stood from `written_at` on."""

    __tablename__ = "post_versions"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    post_id: int = Field(sa_type=Id, foreign_key="posts.id")
    version: int
    body: str = Field(sa_type=sa.Text)
    html: str = Field(sa_type=sa.Text)
    written_at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (sa.UniqueConstraint("post_id", "version", name="uq_post_versions_post_id_version"),)


class Pin(SQLModel, table=True):
    """A time in which a thread stands above the others; the row without an end counts."""

    __tablename__ = "thread_pins"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    thread_id: int = Field(sa_type=Id, foreign_key="threads.id", index=True)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    ended_by_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Closure(SQLModel, table=True):
    """A time in which a thread takes no replies; the row without an end counts."""

    __tablename__ = "thread_closures"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    thread_id: int = Field(sa_type=Id, foreign_key="threads.id", index=True)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    ended_by_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Hiding(SQLModel, table=True):
    """A time in which a moderator keeps a post from readers; the row without an end counts."""

    __tablename__ = "post_hidings"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    post_id: int = Field(sa_type=Id, foreign_key="posts.id", index=True)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(sa_type=sa.Text)
    ended_by_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Withdrawal(SQLModel, table=True):
    """An author took a post back, for good."""

    __tablename__ = "post_withdrawals"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    post_id: int = Field(sa_type=Id, foreign_key="posts.id", unique=True)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
