"""Accounts, their sessions and the single-use links that mails carry."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, UtcDateTime


class User(SQLModel, table=True):
    """A person. `email` has its domain folded to lower case punycode; the local part is kept as given.

    Attributes:
        look: what the name looks like; see `rules.names.look`.
    """

    __tablename__ = "users"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    email: str = Field(max_length=254, unique=True)
    name: str = Field(max_length=80, index=True)
    look: str = Field(sa_column=sa.Column(sa.String(400), nullable=False, index=True, server_default=""))
    password_hash: str | None = Field(default=None, max_length=200)
    role: str = Field(max_length=20)
    lang: str = Field(max_length=2)
    zone: str = Field(max_length=64)
    municipality_id: int | None = Field(default=None, sa_type=Id, foreign_key="municipalities.id", index=True)
    age_band: str = Field(max_length=10)
    created_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Suspension(SQLModel, table=True):
    """A time in which an account may read but not write; the latest row that has not ended counts."""

    __tablename__ = "suspensions"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    user_id: int = Field(sa_type=Id, foreign_key="users.id", index=True)
    by_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id")
    reason: str = Field(sa_type=sa.Text)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Session(SQLModel, table=True):
    """A signed-in browser or a program's token. Only the token's hash is stored."""

    __tablename__ = "sessions"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    user_id: int = Field(sa_type=Id, foreign_key="users.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    kind: str = Field(max_length=10)
    device: str = Field(max_length=120)
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MailLink(SQLModel, table=True):
    """A single-use secret sent by mail: to confirm an address or to set a new password."""

    __tablename__ = "mail_links"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    user_id: int = Field(sa_type=Id, foreign_key="users.id", index=True)
    purpose: str = Field(max_length=10)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
