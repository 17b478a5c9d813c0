"""Questions in the rooms of visits, and their votes."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0022_live_questions"
down_revision = "0021_forum_days"


def upgrade() -> None:
    op.create_table(
        "live_states",
        sa.Column("visit_id", Id, nullable=False, autoincrement=False),
        sa.Column("version", Id, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name="pk_live_states"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_states_visit_id_visits"),
    )
    op.create_table(
        "live_questions",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("entry", Id, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("merged_into", Id),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("client_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_live_questions"),
        sa.UniqueConstraint("public_id", name="uq_live_questions_public_id"),
        sa.UniqueConstraint("author_id", "client_id", name="uq_live_questions_author_id_client_id"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_questions_visit_id_visits"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_live_questions_author_id_users"),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["live_questions.id"], name="fk_live_questions_merged_into_live_questions"
        ),
    )
    op.create_index("ix_live_questions_visit_id", "live_questions", ["visit_id"])
    op.create_index("ix_live_questions_merged_into", "live_questions", ["merged_into"])
    op.create_table(
        "live_question_votes",
        sa.Column("question_id", Id, nullable=False),
        sa.Column("voter_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("question_id", "voter_id", name="pk_live_question_votes"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["live_questions.id"], name="fk_live_question_votes_question_id_live_questions"
        ),
        sa.ForeignKeyConstraint(["voter_id"], ["users.id"], name="fk_live_question_votes_voter_id_users"),
    )


def downgrade() -> None:
    for name in ("live_question_votes", "live_questions", "live_states"):
        op.drop_table(name)
