"""Boards, threads and posts."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0002_discussion"
down_revision = "0001_accounts"


def upgrade() -> None:
    op.create_table(
        "boards",
        sa.Column("id", Id, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("abouts", Json, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("threads", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_boards"),
        sa.UniqueConstraint("slug", name="uq_boards_slug"),
    )
    op.create_index("ix_boards_position_slug", "boards", ["position", "slug"])
    op.create_table(
        "threads",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("board_id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("head", sa.Integer, nullable=False),
        sa.Column("posts", sa.Integer, nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("bumped_at", UtcDateTime, nullable=False),
        sa.Column("last_author_id", Id, nullable=False),
        sa.Column("last_number", sa.Integer, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("client_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_threads"),
        sa.UniqueConstraint("public_id", name="uq_threads_public_id"),
        sa.UniqueConstraint("author_id", "client_id", name="uq_threads_author_id_client_id"),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_threads_board_id_boards"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_threads_author_id_users"),
        sa.ForeignKeyConstraint(["last_author_id"], ["users.id"], name="fk_threads_last_author_id_users"),
    )
    op.create_index(
        "ix_threads_board_id_pinned_bumped_at_public_id", "threads", ["board_id", "pinned", "bumped_at", "public_id"]
    )
    op.create_index("ix_threads_board_id_bumped_at", "threads", ["board_id", "bumped_at"])
    op.create_index("ix_threads_board_id_created_at", "threads", ["board_id", "created_at"])
    op.create_index("ix_threads_bumped_at", "threads", ["bumped_at"])
    op.create_table(
        "posts",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("edited_at", UtcDateTime),
        sa.Column("reply_to_id", Id),
        sa.Column("client_id", sa.String(36)),
        sa.Column("client_digest", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("public_id", name="uq_posts_public_id"),
        sa.UniqueConstraint("thread_id", "number", name="uq_posts_thread_id_number"),
        sa.UniqueConstraint("author_id", "client_id", name="uq_posts_author_id_client_id"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_posts_thread_id_threads"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_posts_author_id_users"),
        sa.ForeignKeyConstraint(["reply_to_id"], ["posts.id"], name="fk_posts_reply_to_id_posts"),
    )
    op.create_table(
        "post_versions",
        sa.Column("id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_post_versions"),
        sa.UniqueConstraint("post_id", "version", name="uq_post_versions_post_id_version"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_versions_post_id_posts"),
    )
    for name in ("thread_pins", "thread_closures"):
        op.create_table(
            name,
            sa.Column("id", Id, nullable=False),
            sa.Column("thread_id", Id, nullable=False),
            sa.Column("by_id", Id, nullable=False),
            sa.Column("at", UtcDateTime, nullable=False),
            sa.Column("ended_by_id", Id),
            sa.Column("ended_at", UtcDateTime),
            sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
            sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=f"fk_{name}_thread_id_threads"),
            sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=f"fk_{name}_by_id_users"),
            sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=f"fk_{name}_ended_by_id_users"),
        )
        op.create_index(f"ix_{name}_thread_id", name, ["thread_id"])
    op.create_table(
        "post_hidings",
        sa.Column("id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("ended_by_id", Id),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_post_hidings"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_hidings_post_id_posts"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_post_hidings_by_id_users"),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name="fk_post_hidings_ended_by_id_users"),
    )
    op.create_index("ix_post_hidings_post_id", "post_hidings", ["post_id"])
    op.create_table(
        "post_withdrawals",
        sa.Column("id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_post_withdrawals"),
        sa.UniqueConstraint("post_id", name="uq_post_withdrawals_post_id"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_withdrawals_post_id_posts"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_post_withdrawals_by_id_users"),
    )


def downgrade() -> None:
    for name in (
        "post_withdrawals", "post_hidings", "thread_closures", "thread_pins", "post_versions", "posts", "threads", "boards",
    ):
        op.drop_table(name)
