"""Rooms, who belongs to them, and their logs."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class Room(SQLModel, table=True):
    """A chat room. Its row is the lock under which entries get their numbers.

    Attributes:
        head: the number of the last entry, 0 while there is none.
        epoch: changes when history was rewritten, as by a restored backup.
        shown_at: since when readers may see it; None hides it like an absent one.
        closes_at: when talking ends by itself; None while nothing set an end.
        closed_at, read_only_at: set by a host; None while open.
        slow_seconds: how long those who are not hosts wait between two messages; 0 without slow mode.
    """

    __tablename__ = "rooms"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    epoch: str = Field(max_length=16)
    head: int = Field(sa_type=Id)
    created_at: datetime = Field(sa_type=UtcDateTime)
    shown_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closes_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_only_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    slow_seconds: int = Field(sa_type=sa.Integer, sa_column_kwargs={"server_default": "0"})


class Membership(SQLModel, table=True):
    """Somebody who may talk in a room: host, speaker or guest; one live row a person."""

    __tablename__ = "room_memberships"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    room_id: int = Field(sa_type=Id, foreign_key="rooms.id")
    user_id: int = Field(sa_type=Id, foreign_key="users.id", index=True)
    part: str = Field(max_length=10)
    since: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (
        sa.Index(
            "uq_room_memberships_room_id_user_id",
            "room_id",
            "user_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )


class RoomEntry(SQLModel, table=True):
    """One lasting event of a room.

    Attributes:
        text, html: as they were when the entry was written; None for kinds that say nothing.
        now_text, now_html: of a message that was edited, what it says since; None while it is as it was written.
        state: of a message: visible, removed (by its author) or hidden (by a moderator); None for other kinds. Only
            what is visible may be sent to anybody.
        of_seq: the message that an `edited`, `removed` or `restored` entry speaks of.
        client_id, client_digest: the author's id for it and a fingerprint of what came with it.
    """

    __tablename__ = "room_entries"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    room_id: int = Field(sa_type=Id, foreign_key="rooms.id")
    seq: int = Field(sa_type=Id)
    kind: str = Field(max_length=40)
    at: datetime = Field(sa_type=UtcDateTime)
    author_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id")
    lang: str | None = Field(default=None, max_length=2)
    text: str | None = Field(default=None, sa_type=sa.Text)
    html: str | None = Field(default=None, sa_type=sa.Text)
    now_text: str | None = Field(default=None, sa_type=sa.Text)
    now_html: str | None = Field(default=None, sa_type=sa.Text)
    state: str | None = Field(default=None, max_length=10)
    of_seq: int | None = Field(default=None, sa_type=Id)
    reply_to: int | None = Field(default=None, sa_type=Id)
    client_id: str | None = Field(default=None, max_length=36)
    client_digest: str | None = Field(default=None, max_length=64)
    more: dict[str, Any] | None = Field(default=None, sa_type=Json)

    __table_args__ = (
        sa.UniqueConstraint("room_id", "seq", name="uq_room_entries_room_id_seq"),
        sa.UniqueConstraint("author_id", "client_id", name="uq_room_entries_author_id_client_id"),
        sa.Index("ix_room_entries_room_id_of_seq", "room_id", "of_seq"),
    )


class RoomMute(SQLModel, table=True):
    """A time in which somebody may read a room and not talk in it; `lifted_at` is set when it ended early."""

    __tablename__ = "room_mutes"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    room_id: int = Field(sa_type=Id, foreign_key="rooms.id")
    user_id: int = Field(sa_type=Id, foreign_key="users.id")
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (sa.Index("ix_room_mutes_room_id_user_id", "room_id", "user_id"),)


class RoomRemoval(SQLModel, table=True):
    """That somebody was sent out of a room and cannot come back; `lifted_at` is set when a host let them in again."""

    __tablename__ = "room_removals"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    room_id: int = Field(sa_type=Id, foreign_key="rooms.id")
    user_id: int = Field(sa_type=Id, foreign_key="users.id")
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    __table_args__ = (sa.Index("ix_room_removals_room_id_user_id", "room_id", "user_id"),)


class RoomSeen(SQLModel, table=True):
    """How far a person has read a room; never moves back."""

    __tablename__ = "room_seen"
    room_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("rooms.id"), primary_key=True))
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True))
    seq: int = Field(sa_type=Id)


class RoomRevocation(SQLModel, table=True):
    """A right that was taken away, for every process to read: it ends sockets that this commit concerns."""

    __tablename__ = "room_revocations"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    code: int | None = Field(default=None, sa_type=sa.Integer)
    account: str | None = Field(default=None, max_length=16)
    session: str | None = Field(default=None, max_length=64)
    room: str | None = Field(default=None, max_length=16)
