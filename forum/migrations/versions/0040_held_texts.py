"""Texts that wait for a moderator."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0040_held_texts"
down_revision = "0039_live_video"


def upgrade() -> None:
    op.create_table(
        "held_texts",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("board_id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=True),
        sa.Column("reply_to_id", Id, nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("tags", Json, nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("decided_by_id", Id, nullable=True),
        sa.Column("decided_at", UtcDateTime, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("post_id", Id, nullable=True),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("client_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_held_texts"),
        sa.UniqueConstraint("public_id", name="uq_held_texts_public_id"),
        sa.UniqueConstraint("author_id", "client_id", name="uq_held_texts_author_id_client_id"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_held_texts_author_id_users"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_held_texts_board_id_boards"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_held_texts_thread_id_threads"),
        sa.ForeignKeyConstraint(["reply_to_id"], ["posts.id"], name="fk_held_texts_reply_to_id_posts"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name="fk_held_texts_decided_by_id_users"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_held_texts_post_id_posts"),
    )
    op.create_index("ix_held_texts_state_id", "held_texts", ["state", "id"])


def downgrade() -> None:
    op.drop_table("held_texts")
