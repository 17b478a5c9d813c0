"""What is published of a visit beside its minutes."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class Report(SQLModel, table=True):
    """A recording and its text.

    Attributes:
        summary, summary_html: by language: a transcript, or what was shown and said.
        original: the language the others were translated from.
        recording_url: "" for none; never without a summary, for those who cannot hear or see it.
        version: rises with every change; edits name the one they saw.
    """

    __tablename__ = "visit_reports"
    visit_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("visits.id"), primary_key=True, autoincrement=False))
    summary: dict[str, Any] = Field(sa_type=Json)
    summary_html: dict[str, Any] = Field(sa_type=Json)
    original: str = Field(max_length=2)
    recording_url: str = Field(max_length=500)
    version: int = Field(sa_type=sa.Integer)
    by_id: int = Field(sa_type=Id, foreign_key="users.id")
    changed_at: datetime = Field(sa_type=UtcDateTime)
