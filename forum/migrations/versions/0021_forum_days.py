"""Days on which a board is an event."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0021_forum_days"
down_revision = "0020_welcomes"


def upgrade() -> None:
    op.create_table(
        "forum_days",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("board_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("title", Json, nullable=False),
        sa.Column("welcome", Json, nullable=False),
        sa.Column("welcome_html", Json, nullable=False),
        sa.Column("original", sa.String(2), nullable=False),
        sa.Column("starts_wall", sa.String(16), nullable=False),
        sa.Column("ends_wall", sa.String(16), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("fold", sa.Integer, nullable=False),
        sa.Column("ends_fold", sa.Integer, nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("client_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forum_days"),
        sa.UniqueConstraint("public_id", name="uq_forum_days_public_id"),
        sa.UniqueConstraint("by_id", "client_id", name="uq_forum_days_by_id_client_id"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_forum_days_board_id_boards"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_forum_days_by_id_users"),
    )
    op.create_index("ix_forum_days_board_id_ends_at", "forum_days", ["board_id", "ends_at"])
    op.create_index("ix_forum_days_starts_at", "forum_days", ["starts_at"])
    op.create_index("ix_forum_days_ends_at", "forum_days", ["ends_at"])
    op.create_table(
        "forum_day_cancellations",
        sa.Column("day_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("day_id", name="pk_forum_day_cancellations"),
        sa.ForeignKeyConstraint(["day_id"], ["forum_days.id"], name="fk_forum_day_cancellations_day_id_forum_days"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_forum_day_cancellations_by_id_users"),
    )
    op.create_table(
        "forum_day_points",
        sa.Column("day_id", Id, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("time", sa.String(5), nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("title", Json, nullable=False),
        sa.Column("thread_id", Id, nullable=True),
        sa.PrimaryKeyConstraint("day_id", "position", name="pk_forum_day_points"),
        sa.ForeignKeyConstraint(["day_id"], ["forum_days.id"], name="fk_forum_day_points_day_id_forum_days"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_forum_day_points_thread_id_threads"),
    )


def downgrade() -> None:
    op.drop_table("forum_day_points")
    op.drop_table("forum_day_cancellations")
    op.drop_table("forum_days")
