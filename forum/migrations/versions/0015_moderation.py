"""Threads that close at a time, and slow mode."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0015_moderation"
down_revision = "0014_mentions"


def upgrade() -> None:
    op.add_column("threads", sa.Column("closes_at", UtcDateTime))
    op.add_column("threads", sa.Column("slow_minutes", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "thread_closings",
        sa.Column("id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("closes_at", UtcDateTime, nullable=False),
        sa.Column("ended_by_id", Id),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_thread_closings"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_thread_closings_thread_id_threads"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_thread_closings_by_id_users"),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name="fk_thread_closings_ended_by_id_users"),
    )
    op.create_index("ix_thread_closings_thread_id", "thread_closings", ["thread_id"])
    op.create_index("ix_thread_closings_ended_at_closes_at", "thread_closings", ["ended_at", "closes_at"])
    op.create_index("ix_posts_author_id_created_at", "posts", ["author_id", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_posts_author_id_created_at", "posts")
    op.drop_table("thread_closings")
    op.drop_column("threads", "slow_minutes")
    op.drop_column("threads", "closes_at")
