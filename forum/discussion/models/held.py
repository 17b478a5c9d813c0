"""Texts that wait for a moderator, apart from those that somebody reads."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class HeldText(SQLModel, table=True):
    """A thread or a reply before a moderator has read it, and what became of it.

    It becomes a post only by being approved: until then it has no place, no number, and nothing hears of it.

    Attributes:
        thread_id: where it is to stand as a reply; None for one that opens a thread on the board.
        title: "" for a reply.
        title, body, html: "" once it is a post, or was taken back.
        tags, files: what a thread opens with, and the public ids of what is to stand beside it.
        state: see `rules.held.Held`.
        reason: why it was refused.
        post_id: the post that it became.
    """

    __tablename__ = "held_texts"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    author_id: int = Field(sa_type=Id, foreign_key="users.id")
    board_id: int = Field(sa_type=Id, foreign_key="boards.id")
    thread_id: int | None = Field(default=None, sa_type=Id, foreign_key="threads.id")
    reply_to_id: int | None = Field(default=None, sa_type=Id, foreign_key="posts.id")
    title: str = Field(max_length=200)
    body: str = Field(sa_type=sa.Text)
    html: str = Field(sa_type=sa.Text)
    lang: str = Field(max_length=2)
    tags: list[str] = Field(sa_type=Json)
    files: list[str] = Field(sa_type=Json)
    state: str = Field(max_length=10)
    created_at: datetime = Field(sa_type=UtcDateTime)
    decided_by_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str | None = Field(default=None, sa_type=sa.Text)
    post_id: int | None = Field(default=None, sa_type=Id, foreign_key="posts.id")
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (
        sa.UniqueConstraint("author_id", "client_id", name="uq_held_texts_author_id_client_id"),
        sa.Index("ix_held_texts_state_id", "state", "id"),
    )
