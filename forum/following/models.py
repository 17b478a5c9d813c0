"""What people follow, how far they read, when they came."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, UtcDateTime


class Follow(SQLModel, table=True):
    """How much somebody wants to hear of a place.

    Attributes:
        place: see `rules.Place`; `place_id` is a row of that kind.
        level: see `rules.Level`.
    """

    __tablename__ = "follows"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    user_id: int = Field(sa_type=Id, foreign_key="users.id")
    place: str = Field(max_length=10)
    place_id: int = Field(sa_type=Id)
    level: str = Field(max_length=10)
    at: datetime = Field(sa_type=UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("user_id", "place", "place_id", name="uq_follows_user_id_place_place_id"),
        sa.Index("ix_follows_place_place_id_level_user_id", "place", "place_id", "level", "user_id"),
    )


class Reading(SQLModel, table=True):
    """How far somebody has read a thread: the number of its last post that they saw."""

    __tablename__ = "readings"
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True))
    thread_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("threads.id"), primary_key=True, index=True))
    number: int
    at: datetime = Field(sa_type=UtcDateTime)


class BoardReading(SQLModel, table=True):
    """When somebody last marked a board as read."""

    __tablename__ = "board_readings"
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True))
    board_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("boards.id"), primary_key=True, index=True))
    at: datetime = Field(sa_type=UtcDateTime)


class Attendance(SQLModel, table=True):
    """When somebody was last noticed here, and last noticed in the visit before that; None before their second one."""

    __tablename__ = "attendances"
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True))
    last_at: datetime = Field(sa_type=UtcDateTime)
    before_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
