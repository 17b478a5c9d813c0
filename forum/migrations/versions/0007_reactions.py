"""Reactions to posts, and how many of each kind a post has."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0007_reactions"
down_revision = "0006_search"


def upgrade() -> None:
    op.add_column("posts", sa.Column("reactions", Json, nullable=False, server_default="{}"))
    op.create_table(
        "post_reactions",
        sa.Column("id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_post_reactions"),
        sa.UniqueConstraint("by_id", "post_id", "kind", name="uq_post_reactions_by_id_post_id_kind"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_reactions_post_id_posts"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_post_reactions_by_id_users"),
    )
    op.create_index("ix_post_reactions_post_id", "post_reactions", ["post_id"])


def downgrade() -> None:
    op.drop_table("post_reactions")
    op.drop_column("posts", "reactions")
