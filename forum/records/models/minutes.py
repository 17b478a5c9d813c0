"""Minutes of visits, their entries, editions and approvals, and what became of their actions."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class Minutes(SQLModel, table=True):
    """The minutes of a visit.

    Attributes:
        edition: rises with every change of an entry; approvals name the one they saw.
        frozen_at: when both parties had approved the same edition; from then on nothing here changes.
        text, stamp: the approved text and its SHA-256; None before.
    """

    __tablename__ = "minutes"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    edition: int = Field(sa_type=sa.Integer)
    frozen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    text: str | None = Field(default=None, sa_type=sa.Text)
    stamp: str | None = Field(default=None, max_length=64)


class MinutesEntry(SQLModel, table=True):
    """A decision, an action or a note.

    Attributes:
        texts: by language; `original` is the one the others were translated from.
        owner_id, owner_municipality_id: who sees to an action; one of both, None for other entries.
        version: rises with every change; edits name the one they saw.
        removed_at: None while it stands.
    """

    __tablename__ = "minutes_entries"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id")
    kind: str = Field(max_length=10)
    texts: dict[str, Any] = Field(sa_type=Json)
    original: str = Field(max_length=2)
    owner_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id", index=True)
    owner_municipality_id: int | None = Field(default=None, sa_type=Id, foreign_key="municipalities.id")
    due: date | None = Field(default=None, sa_type=sa.Date)
    version: int = Field(sa_type=sa.Integer)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (
        sa.UniqueConstraint("visit_id", "by_id", "client_id", name="uq_minutes_entries_visit_id_by_id_client_id"),
    )


class Edition(SQLModel, table=True):
    """All entries as they stood after a change."""

    __tablename__ = "minutes_editions"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    edition: int = Field(sa_column=sa.Column(sa.Integer, primary_key=True, autoincrement=False))
    entries: list[dict[str, Any]] = Field(sa_type=Json)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Approval(SQLModel, table=True):
    """That somebody approved an edition for their party; it counts while that edition is the last one."""

    __tablename__ = "minutes_approvals"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    edition: int = Field(sa_column=sa.Column(sa.Integer, primary_key=True, autoincrement=False))
    party: str = Field(sa_column=sa.Column(sa.String(10), primary_key=True))
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)


class MinutesHiding(SQLModel, table=True):
    """That a moderator has taken approved minutes away from everybody; who did and undid it stands in the audit log."""

    __tablename__ = "minutes_hidings"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Completion(SQLModel, table=True):
    """That an action is done."""

    __tablename__ = "minutes_completions"
    entry_id: int = Field(
        sa_column=sa.Column(Id, sa.ForeignKey("minutes_entries.id"), primary_key=True, autoincrement=False)
    )
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Reminder(SQLModel, table=True):
    """That people were reminded of minutes: once of each kind."""

    __tablename__ = "minutes_reminders"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    kind: str = Field(sa_column=sa.Column(sa.String(10), primary_key=True))
    at: datetime = Field(sa_type=UtcDateTime)
