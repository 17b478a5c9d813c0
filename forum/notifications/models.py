"""Notifications hold no words: they point at the post they tell of, and go with it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, UtcDateTime


class Notification(SQLModel, table=True):
    """Somebody is told of a post, once.

    Attributes:
        kind: see `rules.Kind`.
        read_at: None until they have read it.
        mail: see `rules.MailState`.
    """

    __tablename__ = "notifications"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    user_id: int = Field(sa_type=Id, foreign_key="users.id")
    thread_id: int = Field(sa_type=Id, foreign_key="threads.id")
    post_id: int = Field(sa_type=Id, foreign_key="posts.id", index=True)
    kind: str = Field(max_length=10)
    at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    mail: str = Field(max_length=10)

    __table_args__ = (
        sa.UniqueConstraint("user_id", "post_id", name="uq_notifications_user_id_post_id"),
        sa.Index("ix_notifications_user_id_id", "user_id", "id"),
        sa.Index("ix_notifications_user_id_read_at_thread_id", "user_id", "read_at", "thread_id"),
        sa.Index("ix_notifications_thread_id", "thread_id"),
        sa.Index("ix_notifications_mail_id", "mail", "id"),
    )


class Round(SQLModel, table=True):
    """A post that those who follow its place are still to be told of, from `after_user_id` on."""

    __tablename__ = "notification_rounds"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    post_id: int = Field(sa_type=Id, foreign_key="posts.id", index=True)
    after_user_id: int = Field(sa_type=Id)


class MailChoice(SQLModel, table=True):
    """Somebody wants a kind of notifications by mail as well; see `rules.Mails`."""

    __tablename__ = "notification_mails"
    user_id: int = Field(sa_column=sa.Column(Id, sa.ForeignKey("users.id"), primary_key=True))
    kind: str = Field(sa_column=sa.Column(sa.String(10), primary_key=True))
    at: datetime = Field(sa_type=UtcDateTime)


class UnsubscribeLink(SQLModel, table=True):
    """A secret in one mail's header that ends mails of that kind (RFC 8058); only its hash is stored."""

    __tablename__ = "unsubscribe_links"
    token_hash: str = Field(sa_column=sa.Column(sa.String(64), primary_key=True))
    user_id: int = Field(sa_type=Id, foreign_key="users.id", index=True)
    kind: str = Field(max_length=10)
    at: datetime = Field(sa_type=UtcDateTime)
