"""Threads whose replies are questions that people vote for."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0041_question_votes"
down_revision = "0040_held_texts"


def upgrade() -> None:
    op.add_column("threads", sa.Column("questions", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("posts", sa.Column("votes", sa.Integer, nullable=False, server_default="0"))
    op.add_column("posts", sa.Column("answered", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "question_votes",
        sa.Column("post_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("post_id", "by_id", name="pk_question_votes"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_question_votes_post_id_posts"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_question_votes_by_id_users"),
    )
    op.create_table(
        "questions_answered",
        sa.Column("id", Id, nullable=False),
        sa.Column("post_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("ended_by_id", Id, nullable=True),
        sa.Column("ended_at", UtcDateTime, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_questions_answered"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_questions_answered_post_id_posts"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_questions_answered_by_id_users"),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name="fk_questions_answered_ended_by_id_users"),
    )
    op.create_index("ix_questions_answered_post_id", "questions_answered", ["post_id"])


def downgrade() -> None:
    op.drop_table("questions_answered")
    op.drop_table("question_votes")
    op.drop_column("posts", "answered")
    op.drop_column("posts", "votes")
    op.drop_column("threads", "questions")
