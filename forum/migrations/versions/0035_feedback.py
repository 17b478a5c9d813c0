"""What participants said of visits, apart from who has said something."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json

revision = "0035_feedback"
down_revision = "0034_minutes"


def upgrade() -> None:
    op.create_table(
        "feedback_given",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("visit_id", "user_id", name="pk_feedback_given"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_feedback_given_visit_id_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_feedback_given_user_id_users"),
    )
    op.create_table(
        "feedback_answers",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("scores", Json, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_answers"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_feedback_answers_visit_id_visits"),
        # Rows in the order of their random ids, not in that in which people answered.
        sqlite_with_rowid=False,
    )
    op.create_index("ix_feedback_answers_visit_id", "feedback_answers", ["visit_id"])


def downgrade() -> None:
    op.drop_table("feedback_answers")
    op.drop_table("feedback_given")
