"""Tags from a vocabulary in three languages, and the threads that carry them."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0009_tags"
down_revision = "0008_following"


def upgrade() -> None:
    op.create_table(
        "tags",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("threads", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("retired_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_tags"),
        sa.UniqueConstraint("slug", name="uq_tags_slug"),
    )
    op.create_table(
        "thread_tags",
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("tag_id", Id, nullable=False),
        sa.Column("board_id", Id, nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("thread_id", "tag_id", name="pk_thread_tags"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_thread_tags_thread_id_threads"),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name="fk_thread_tags_tag_id_tags"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_thread_tags_board_id_boards"),
    )
    op.create_index("ix_thread_tags_tag_id_opened_at", "thread_tags", ["tag_id", "opened_at"])
    op.create_index("ix_thread_tags_tag_id_board_id_opened_at", "thread_tags", ["tag_id", "board_id", "opened_at"])


def downgrade() -> None:
    op.drop_table("thread_tags")
    op.drop_table("tags")
