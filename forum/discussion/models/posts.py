"""Posts, what hangs on them, and texts that are none yet."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class Post(SQLModel, table=True):
    """One text in a thread: number 1 opens it. `client_id` is None for the opening, whose thread carries it.

    Attributes:
        reactions: how many `PostReaction` rows of each kind it has; kinds without any are left out.
        votes, answered: how many `QuestionVote` rows it has, and whether a live `QuestionAnswered` names it.
    """

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
    reactions: dict[str, int] = Field(sa_column=sa.Column(Json, nullable=False, server_default="{}"))
    votes: int = Field(sa_column=sa.Column(sa.Integer, nullable=False, server_default="0"))
    answered: bool = Field(sa_column=sa.Column(sa.Boolean, nullable=False, server_default=sa.false()))
    client_id: str | None = Field(default=None, max_length=36)
    client_digest: str | None = Field(default=None, max_length=64)

    __table_args__ = (
        sa.UniqueConstraint("thread_id", "number", name="uq_posts_thread_id_number"),
        sa.UniqueConstraint("author_id", "client_id", name="uq_posts_author_id_client_id"),
        sa.Index("ix_posts_author_id_created_at", "author_id", "created_at"),
    )


class PostFile(SQLModel, table=True):
    """A file beside a post, in its place among the others."""

    __tablename__ = "post_files"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    post_id: int = Field(sa_type=Id, foreign_key="posts.id", index=True)
    file_id: int = Field(sa_type=Id, foreign_key="files.id", unique=True)
    position: int


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


class PostReaction(SQLModel, table=True):
    """What somebody said about a post with one press, while they mean it; see `rules.Reaction`."""

    __tablename__ = "post_reactions"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    post_id: int = Field(sa_type=Id, foreign_key="posts.id", index=True)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    kind: str = Field(max_length=20)
    at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (sa.UniqueConstraint("by_id", "post_id", "kind", name="uq_post_reactions_by_id_post_id_kind"),)


class PostMention(SQLModel, table=True):
    """A post named somebody behind an @; kept when an edit takes the name out, so that nobody is called twice."""

    __tablename__ = "post_mentions"
    post_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("posts.id"), primary_key=True))
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True, index=True))
    at: datetime = Field(sa_type=UtcDateTime)


class KeptDraft(SQLModel, table=True):
    """A text that somebody has begun: a thread on a board, or a reply in a thread. Nobody else ever reads it."""

    __tablename__ = "drafts"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    author_id: int = Field(sa_type=Id, foreign_key="users.id")
    board_id: int | None = Field(default=None, sa_type=Id, foreign_key="boards.id")
    thread_id: int | None = Field(default=None, sa_type=Id, foreign_key="threads.id")
    title: str = Field(max_length=200)
    body: str = Field(sa_type=sa.Text)
    lang: str = Field(max_length=2)
    saved_at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("author_id", "board_id", name="uq_drafts_author_id_board_id"),
        sa.UniqueConstraint("author_id", "thread_id", name="uq_drafts_author_id_thread_id"),
        sa.CheckConstraint("(board_id IS NULL) <> (thread_id IS NULL)", name="one_place"),
    )
