"""What was done to threads and posts: kept rows, of which an ended one stays."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, UtcDateTime


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


class Closing(SQLModel, table=True):
    """A time that was set for a thread to close; the row without an end counts."""

    __tablename__ = "thread_closings"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    thread_id: int = Field(sa_type=Id, foreign_key="threads.id", index=True)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime = Field(sa_type=UtcDateTime)
    ended_by_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (sa.Index("ix_thread_closings_ended_at_closes_at", "ended_at", "closes_at"),)


class ThreadMerger(SQLModel, table=True):
    """A moderator put a thread's posts into another, where its addresses lead; `into_id` is where they stand today."""

    __tablename__ = "thread_mergers"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    thread_id: int = Field(sa_type=Id, foreign_key="threads.id", unique=True)
    into_id: int = Field(sa_type=Id, foreign_key="threads.id", index=True)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)


class ThreadSplit(SQLModel, table=True):
    """A moderator made a thread of some posts of another."""

    __tablename__ = "thread_splits"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    from_id: int = Field(sa_type=Id, foreign_key="threads.id")
    into_id: int = Field(sa_type=Id, foreign_key="threads.id")
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (sa.UniqueConstraint("by_id", "client_id", name="uq_thread_splits_by_id_client_id"),)


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
