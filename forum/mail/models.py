"""The outbox: finished mails, written in the transaction that causes them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, UtcDateTime


class OutboxMail(SQLModel, table=True):
    """A mail as bytes that no retry changes.

    Attributes:
        state: waiting, sending (until `lease_until`), sent, failed or withdrawn.
        about: what it speaks of, such as `post:17`; when that goes, the mail goes too. None for nothing.
        not_after: when it is too late to send; None for never.
        urgent: goes before digests: confirmations and password resets.
    """

    __tablename__ = "outbox_mails"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    message_id: str = Field(max_length=120, unique=True)
    recipient: str = Field(max_length=254)
    kind: str = Field(max_length=40)
    lang: str = Field(max_length=2)
    subject: str = Field(sa_type=sa.Text)
    content: bytes = Field(sa_type=sa.LargeBinary)
    urgent: bool
    state: str = Field(max_length=10)
    attempts: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_after: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = Field(default=None, sa_type=sa.Text)
    about: str | None = Field(default=None, max_length=40, index=True)

    __table_args__ = (sa.Index("ix_outbox_mails_state_urgent_next_at", "state", "urgent", "next_at"),)
