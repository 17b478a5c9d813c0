"""Threads whose replies are questions: who votes for which, and which were answered."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, UtcDateTime


class QuestionVote(SQLModel, table=True):
    """Somebody wants a question to be answered, while they do; one vote a person."""

    __tablename__ = "question_votes"
    post_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("posts.id"), primary_key=True, autoincrement=False))
    by_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True, autoincrement=False))
    at: datetime = Field(sa_type=UtcDateTime)


class QuestionAnswered(SQLModel, table=True):
    """A time in which a question counts as answered; the row without an end counts."""

    __tablename__ = "questions_answered"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    post_id: int = Field(sa_type=Id, foreign_key="posts.id", index=True)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    ended_by_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
