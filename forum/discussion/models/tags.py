"""Tags, and the threads that carry them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class Tag(SQLModel, table=True):
    """A word of the vocabulary that moderators keep, under which threads are found in every language.

    Attributes:
        names: by language.
        threads: how many threads carry it that everybody may see.
        retired_at: since when it is offered no more; None while it is.
    """

    __tablename__ = "tags"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    slug: str = Field(max_length=80, unique=True)
    names: dict[str, str] = Field(sa_type=Json)
    threads: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ThreadTag(SQLModel, table=True):
    """A tag that a thread carries; where and when the thread was opened is what a tag's page filters and sorts by."""

    __tablename__ = "thread_tags"
    thread_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("threads.id"), primary_key=True))
    tag_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("tags.id"), primary_key=True))
    board_id: int = Field(sa_type=Id, foreign_key="boards.id")
    opened_at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (
        sa.Index("ix_thread_tags_tag_id_opened_at", "tag_id", "opened_at"),
        sa.Index("ix_thread_tags_tag_id_board_id_opened_at", "tag_id", "board_id", "opened_at"),
    )
