"""The audit log: who did what to what; append-only."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class AuditEntry(SQLModel, table=True):
    """One act. `actor_id` is None for the system and the command line; no foreign key, so that it outlives erasure."""

    __tablename__ = "audit_entries"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_id: int | None = Field(default=None, sa_type=Id)
    key: str = Field(max_length=60)
    target: str = Field(max_length=80)
    facts: dict[str, Any] = Field(sa_type=Json)
