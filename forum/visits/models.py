"""Visits, what was decided about them, their programme and their seats."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class Visit(SQLModel, table=True):
    """A scheduled virtual visit. Its row is the lock under which seats are given.

    Attributes:
        title, description, description_html: by language.
        original: the language the others were translated from.
        starts_wall, zone, fold: what was promised; `starts_at` and `ends_at` are what comes of it under `tzdata`.
        version: rises with every change of the plan; edits name the one they saw.
        sequence: rises with what calendars must learn (RFC 5545).
        changed_at: when calendars last had something to learn.
        client_id, client_digest: the host's id for the request that made it, and its fingerprint.
    """

    __tablename__ = "visits"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    host_id: int = Field(sa_type=Id, foreign_key="users.id")
    municipality_id: int | None = Field(default=None, sa_type=Id, foreign_key="municipalities.id")
    room_id: int = Field(sa_type=Id, foreign_key="rooms.id", unique=True)
    kind: str = Field(max_length=20)
    title: dict[str, Any] = Field(sa_type=Json)
    description: dict[str, Any] = Field(sa_type=Json)
    description_html: dict[str, Any] = Field(sa_type=Json)
    original: str = Field(max_length=2)
    starts_wall: str = Field(max_length=16)
    zone: str = Field(max_length=64)
    fold: int = Field(sa_type=sa.Integer)
    starts_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
    minutes: int = Field(sa_type=sa.Integer)
    tzdata: str = Field(max_length=20)
    capacity: int = Field(sa_type=sa.Integer)
    languages: list[str] = Field(sa_type=Json)
    interpretation: str = Field(max_length=20)
    video_url: str = Field(max_length=500)
    version: int = Field(sa_type=sa.Integer)
    sequence: int = Field(sa_type=sa.Integer)
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (sa.UniqueConstraint("host_id", "client_id", name="uq_visits_host_id_client_id"),)


class Publication(SQLModel, table=True):
    """That a visit was shown to everybody."""

    __tablename__ = "visit_publications"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Cancellation(SQLModel, table=True):
    """That a visit will not take place; `reason` may be empty."""

    __tablename__ = "visit_cancellations"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(sa_type=sa.Text)


class AgendaItem(SQLModel, table=True):
    """A point of the programme; `title` is by language, `lang` what is spoken then."""

    __tablename__ = "visit_agenda_items"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    position: int = Field(sa_column=sa.Column(sa.Integer, primary_key=True, autoincrement=False))
    minutes: int = Field(sa_type=sa.Integer)
    title: dict[str, Any] = Field(sa_type=Json)
    speaker: str = Field(max_length=200)
    lang: str | None = Field(default=None, max_length=2)


class Seat(SQLModel, table=True):
    """A place at a visit, or on its waiting list.

    Attributes:
        entry: 1, 2, 3 … in the order in which people came; coming back means a new one.
        state: seated or waiting.
        given_up_at: None while it is held; one such row a person.
    """

    __tablename__ = "visit_seats"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id")
    user_id: int = Field(sa_type=Id, foreign_key="users.id", index=True)
    entry: int = Field(sa_type=sa.Integer)
    state: str = Field(max_length=10)
    entered_at: datetime = Field(sa_type=UtcDateTime)
    promoted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    given_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("visit_id", "entry", name="uq_visit_seats_visit_id_entry"),
        sa.Index(
            "uq_visit_seats_visit_id_user_id",
            "visit_id",
            "user_id",
            unique=True,
            sqlite_where=sa.text("given_up_at IS NULL"),
            postgresql_where=sa.text("given_up_at IS NULL"),
        ),
    )
