"""Replies marked as the answer to their thread."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0011_answers"
down_revision = "0010_files"


def upgrade() -> None:
    op.add_column("threads", sa.Column("answer", sa.Integer))
    op.create_table(
        "thread_answers",
        sa.Column("id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("ended_by_id", Id),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_thread_answers"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_thread_answers_thread_id_threads"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_thread_answers_post_id_posts"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_thread_answers_by_id_users"),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name="fk_thread_answers_ended_by_id_users"),
    )
    op.create_index("ix_thread_answers_thread_id", "thread_answers", ["thread_id"])


def downgrade() -> None:
    op.drop_table("thread_answers")
    op.drop_column("threads", "answer")
