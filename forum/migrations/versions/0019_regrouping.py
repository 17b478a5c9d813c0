"""Threads that were merged into others, and posts that were split off."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0019_regrouping"
down_revision = "0018_looks_of_names"


def upgrade() -> None:
    op.create_table(
        "thread_mergers",
        sa.Column("id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("into_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_thread_mergers"),
        sa.UniqueConstraint("thread_id", name="uq_thread_mergers_thread_id"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_thread_mergers_thread_id_threads"),
        sa.ForeignKeyConstraint(["into_id"], ["threads.id"], name="fk_thread_mergers_into_id_threads"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_thread_mergers_by_id_users"),
    )
    op.create_index("ix_thread_mergers_into_id", "thread_mergers", ["into_id"])
    op.create_table(
        "thread_splits",
        sa.Column("id", Id, nullable=False),
        sa.Column("from_id", Id, nullable=False),
        sa.Column("into_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("client_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_thread_splits"),
        sa.UniqueConstraint("by_id", "client_id", name="uq_thread_splits_by_id_client_id"),
        sa.ForeignKeyConstraint(["from_id"], ["threads.id"], name="fk_thread_splits_from_id_threads"),
        sa.ForeignKeyConstraint(["into_id"], ["threads.id"], name="fk_thread_splits_into_id_threads"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_thread_splits_by_id_users"),
    )


def downgrade() -> None:
    op.drop_table("thread_splits")
    op.drop_table("thread_mergers")
