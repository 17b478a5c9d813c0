"""Files and what became of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, UtcDateTime


class StoredFile(SQLModel, table=True):
    """A file that somebody brought; its bytes lie in the data folder under their hash.

    Attributes:
        content: the SHA-256 of its bytes; `small` that of the picture as pages show it, the same one where it is small.
        kind: see `rules.kinds.Kind`; bytes: how many.
        width, height: of a picture, in pixels; 0 for documents.
        description: what a picture shows, for those who do not see it; "" for a document without a name.
        lang: the language of the description.
        use: see `rules.kinds.Use`. Whoever puts it beside a text says so.
        idle_since: since when no text uses it; None while one does. After a day it goes.
    """

    __tablename__ = "files"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    public_id: str = Field(max_length=16, unique=True)
    owner_id: int = Field(sa_type=Id, foreign_key="users.id")
    content: str = Field(max_length=64, index=True)
    small: str = Field(max_length=64, index=True)
    kind: str = Field(max_length=10)
    bytes: int
    width: int
    height: int
    description: str = Field(max_length=300)
    lang: str = Field(max_length=2)
    use: str = Field(max_length=10)
    created_at: datetime = Field(sa_type=UtcDateTime)
    idle_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    client_id: str = Field(max_length=36)
    client_digest: str = Field(max_length=64)

    __table_args__ = (
        sa.UniqueConstraint("owner_id", "client_id", name="uq_files_owner_id_client_id"),
        sa.Index("ix_files_owner_id_created_at", "owner_id", "created_at"),
        sa.Index("ix_files_idle_since", "idle_since"),
    )
