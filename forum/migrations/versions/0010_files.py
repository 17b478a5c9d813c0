"""Files, and which posts they stand beside."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0010_files"
down_revision = "0009_tags"


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("small", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("description", sa.String(300), nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("use", sa.String(10), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("idle_since", UtcDateTime),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("client_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        sa.UniqueConstraint("public_id", name="uq_files_public_id"),
        sa.UniqueConstraint("owner_id", "client_id", name="uq_files_owner_id_client_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_files_owner_id_users"),
    )
    op.create_index("ix_files_content", "files", ["content"])
    op.create_index("ix_files_small", "files", ["small"])
    op.create_index("ix_files_owner_id_created_at", "files", ["owner_id", "created_at"])
    op.create_index("ix_files_idle_since", "files", ["idle_since"])
    op.create_table(
        "post_files",
        sa.Column("id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=False),
        sa.Column("file_id", Id, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_post_files"),
        sa.UniqueConstraint("file_id", name="uq_post_files_file_id"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_files_post_id_posts"),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_post_files_file_id_files"),
    )
    op.create_index("ix_post_files_post_id", "post_files", ["post_id"])


def downgrade() -> None:
    op.drop_table("post_files")
    op.drop_table("files")
