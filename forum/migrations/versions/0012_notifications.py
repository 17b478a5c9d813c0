"""What people are told of, what of it they get by mail, and the way out of it."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0012_notifications"
down_revision = "0011_answers"


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("read_at", UtcDateTime),
        sa.Column("mail", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notifications_user_id_users"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_notifications_thread_id_threads"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_notifications_post_id_posts"),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
        sa.UniqueConstraint("user_id", "post_id", name="uq_notifications_user_id_post_id"),
    )
    for columns in (["post_id"], ["user_id", "id"], ["user_id", "read_at", "thread_id"], ["thread_id"], ["mail", "id"]):
        op.create_index("ix_notifications_" + "_".join(columns), "notifications", columns)
    op.create_table(
        "notification_rounds",
        sa.Column("id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=False),
        sa.Column("after_user_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_notification_rounds_post_id_posts"),
        sa.PrimaryKeyConstraint("id", name="pk_notification_rounds"),
    )
    op.create_index("ix_notification_rounds_post_id", "notification_rounds", ["post_id"])
    op.create_table(
        "notification_mails",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notification_mails_user_id_users"),
        sa.PrimaryKeyConstraint("user_id", "kind", name="pk_notification_mails"),
    )
    op.create_table(
        "unsubscribe_links",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_unsubscribe_links_user_id_users"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_unsubscribe_links"),
    )
    op.create_index("ix_unsubscribe_links_user_id", "unsubscribe_links", ["user_id"])
    op.add_column("outbox_mails", sa.Column("about", sa.String(40)))
    op.create_index("ix_outbox_mails_about", "outbox_mails", ["about"])


def downgrade() -> None:
    op.drop_index("ix_outbox_mails_about", "outbox_mails")
    op.drop_column("outbox_mails", "about")
    for name in ("unsubscribe_links", "notification_mails", "notification_rounds", "notifications"):
        op.drop_table(name)
