"""Who was present at a visit, and certificates of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, UtcDateTime


class Presence(SQLModel, table=True):
    """How long somebody with a seat was there, as the host marked it."""

    __tablename__ = "visit_presences"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True, autoincrement=False))
    minutes: int = Field(sa_type=sa.Integer)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Certificate(SQLModel, table=True):
    """A certificate of attendance; one that stands for each person and visit.

    Attributes:
        code: what its public page is found by; nobody can guess it.
        minutes: for how long the person was there when it was issued.
        revoked_at: None while it is good.
    """

    __tablename__ = "certificates"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    code: str = Field(max_length=32, unique=True)
    visit_id: int = Field(sa_type=Id, foreign_key="visits.id")
    user_id: int = Field(sa_type=Id, foreign_key="users.id", index=True)
    minutes: int = Field(sa_type=sa.Integer)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by_id: int | None = Field(default=None, sa_type=Id, foreign_key="users.id")

    __table_args__ = (
        sa.Index(
            "uq_certificates_visit_id_user_id",
            "visit_id",
            "user_id",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )
