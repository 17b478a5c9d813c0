"""Polls, votes, and which threads they are in."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0017_polls"
down_revision = "0016_drafts"


def upgrade() -> None:
    op.create_table(
        "polls",
        sa.Column("id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("words", Json, nullable=False),
        sa.Column("options", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("shows", sa.String(10), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("closes_at", UtcDateTime),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("client_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_polls"),
        sa.UniqueConstraint("author_id", "client_id", name="uq_polls_author_id_client_id"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_polls_author_id_users"),
    )
    op.create_table(
        "poll_votes",
        sa.Column("id", Id, nullable=False),
        sa.Column("poll_id", Id, nullable=False),
        sa.Column("voter_id", Id, nullable=False),
        sa.Column("choices", sa.String(60), nullable=False),
        sa.Column("cast_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_poll_votes"),
        sa.UniqueConstraint("poll_id", "voter_id", name="uq_poll_votes_poll_id_voter_id"),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name="fk_poll_votes_poll_id_polls"),
        sa.ForeignKeyConstraint(["voter_id"], ["users.id"], name="fk_poll_votes_voter_id_users"),
    )
    op.create_index("ix_poll_votes_poll_id_choices", "poll_votes", ["poll_id", "choices"])
    op.create_table(
        "thread_polls",
        sa.Column("id", Id, nullable=False),
        sa.Column("thread_id", Id, nullable=False),
        sa.Column("poll_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_thread_polls"),
        sa.UniqueConstraint("thread_id", name="uq_thread_polls_thread_id"),
        sa.UniqueConstraint("poll_id", name="uq_thread_polls_poll_id"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_thread_polls_thread_id_threads"),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name="fk_thread_polls_poll_id_polls"),
    )


def downgrade() -> None:
    for name in ("thread_polls", "poll_votes", "polls"):
        op.drop_table(name)
