"""What people follow, how far they have read, when they were last here."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0008_following"
down_revision = "0007_reactions"


def upgrade() -> None:
    op.create_table(
        "follows",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("place", sa.String(10), nullable=False),
        sa.Column("place_id", Id, nullable=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_follows_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_follows"),
        sa.UniqueConstraint("user_id", "place", "place_id", name="uq_follows_user_id_place_place_id"),
    )
    op.create_index(
        "ix_follows_place_place_id_level_user_id", "follows", ["place", "place_id", "level", "user_id"]
    )
    op.create_table(
        "readings",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_readings_user_id_users"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_readings_thread_id_threads"),
        sa.PrimaryKeyConstraint("user_id", "thread_id", name="pk_readings"),
    )
    op.create_index("ix_readings_thread_id", "readings", ["thread_id"])
    op.create_table(
        "board_readings",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("board_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_board_readings_user_id_users"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_board_readings_board_id_boards"),
        sa.PrimaryKeyConstraint("user_id", "board_id", name="pk_board_readings"),
    )
    op.create_index("ix_board_readings_board_id", "board_readings", ["board_id"])
    op.create_table(
        "attendances",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("last_at", UtcDateTime, nullable=False),
        sa.Column("before_at", UtcDateTime),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_attendances_user_id_users"),
        sa.PrimaryKeyConstraint("user_id", name="pk_attendances"),
    )


def downgrade() -> None:
    for name in ("attendances", "board_readings", "readings", "follows"):
        op.drop_table(name)
