"""Texts that somebody has begun."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0016_drafts"
down_revision = "0015_moderation"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("board_id", Id),
        sa.Column("thread_id", Id),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("saved_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("author_id", "board_id", name="uq_drafts_author_id_board_id"),
        sa.UniqueConstraint("author_id", "thread_id", name="uq_drafts_author_id_thread_id"),
        sa.CheckConstraint("(board_id IS NULL) <> (thread_id IS NULL)", name=op.f("ck_drafts_one_place")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_drafts_author_id_users"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_drafts_board_id_boards"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_drafts_thread_id_threads"),
    )


def downgrade() -> None:
    op.drop_table("drafts")
