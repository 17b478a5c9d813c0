"""Whom posts name; people are found by their names."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0014_mentions"
down_revision = "0013_entries_spoken_of"


def upgrade() -> None:
    op.create_table(
        "post_mentions",
        sa.Column("post_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_mentions_post_id_posts"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_post_mentions_user_id_users"),
        sa.PrimaryKeyConstraint("post_id", "user_id", name="pk_post_mentions"),
    )
    op.create_index("ix_post_mentions_user_id", "post_mentions", ["user_id"])
    op.create_index("ix_users_name", "users", ["name"])


def downgrade() -> None:
    op.drop_index("ix_users_name", "users")
    op.drop_table("post_mentions")
