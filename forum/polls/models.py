"""Polls and votes."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class Poll(SQLModel, table=True):
    """A question with answers to choose from. Its row is the lock under which votes are cast.

    Attributes:
        words: by language, {"question": …, "options": […]}; answers of all languages stand in the same order.
        options: how many answers there are.
        kind, shows: see `rules.plan`.
        closes_at: after which no vote counts; None for never.
    """

    __tablename__ = "polls"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    author_id: int = Field(sa_type=Id, foreign_key="users.id")
    words: dict[str, dict[str, object]] = Field(sa_type=Json)
    options: int
    kind: str = Field(max_length=10)
    shows: str = Field(max_length=10)
    created_at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (sa.UniqueConstraint("author_id", "client_id", name="uq_polls_author_id_client_id"),)


class PollVote(SQLModel, table=True):
    """What one person chose; a later choice takes its place.

    Attributes:
        choices: the places of the answers, joined by commas, so that votes for the same are counted at once.
    """

    __tablename__ = "poll_votes"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    poll_id: int = Field(sa_type=Id, foreign_key="polls.id")
    voter_id: int = Field(sa_type=Id, foreign_key="users.id")
    choices: str = Field(max_length=60)
    cast_at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("poll_id", "voter_id", name="uq_poll_votes_poll_id_voter_id"),
        sa.Index("ix_poll_votes_poll_id_choices", "poll_id", "choices"),
    )
