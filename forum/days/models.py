"""Days of boards, what was decided about them, their schedules."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class ForumDay(SQLModel, table=True):
    """A day on which a board is an event.

    Attributes:
        title, welcome, welcome_html: by language.
        original: the language the others were translated from.
        starts_wall, ends_wall, zone, fold, ends_fold: what was promised; `starts_at` and `ends_at` come of it.
        held: whether what newcomers write in these hours waits for a moderator.
        version: rises with every change; edits name the one they saw.
        sequence: rises with what calendars must learn (RFC 5545), which they last did at `changed_at`.
    """

    __tablename__ = "forum_days"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    board_id: int = Field(sa_type=Id, foreign_key="boards.id")
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    title: dict[str, Any] = Field(sa_type=Json)
    welcome: dict[str, Any] = Field(sa_type=Json)
    welcome_html: dict[str, Any] = Field(sa_type=Json)
    original: str = Field(max_length=2)
    starts_wall: str = Field(max_length=16)
    ends_wall: str = Field(max_length=16)
    zone: str = Field(max_length=64)
    fold: int
    ends_fold: int
    starts_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
    held: bool
    version: int
    sequence: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (
        sa.UniqueConstraint("by_id", "client_id", name="uq_forum_days_by_id_client_id"),
        sa.Index("ix_forum_days_board_id_ends_at", "board_id", "ends_at"),
    )


class DayCancellation(SQLModel, table=True):
    """That a day will not take place; `reason` may be empty."""

    __tablename__ = "forum_day_cancellations"
    day_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("forum_days.id"), primary_key=True, autoincrement=False))
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(sa_type=sa.Text)


class DayPoint(SQLModel, table=True):
    """A point of the schedule; `time` is a wall time, `title` by language, `thread_id` the thread that is for it."""

    __tablename__ = "forum_day_points"
    day_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("forum_days.id"), primary_key=True, autoincrement=False))
    position: int = Field(sa_column=sa.Column(sa.Integer, primary_key=True, autoincrement=False))
    time: str = Field(max_length=5)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    title: dict[str, Any] = Field(sa_type=Json)
    thread_id: int | None = Field(default=None, sa_type=Id, foreign_key="threads.id")
