"""What hosts ask those who take a seat, and the answers."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0029_seat_questions"
down_revision = "0028_seat_terms"


def upgrade() -> None:
    op.create_table(
        "visit_questions",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("words", Json, nullable=False),
        sa.Column("required", sa.Boolean, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("client_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visit_questions"),
        sa.UniqueConstraint("public_id", name="uq_visit_questions_public_id"),
        sa.UniqueConstraint("visit_id", "client_id", name="uq_visit_questions_visit_id_client_id"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_questions_visit_id_visits"),
    )
    op.create_table(
        "visit_answers",
        sa.Column("question_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("question_id", "user_id", name="pk_visit_answers"),
        sa.ForeignKeyConstraint(["question_id"], ["visit_questions.id"], name="fk_visit_answers_question_id_visit_questions"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_visit_answers_user_id_users"),
    )
    op.create_index("ix_visit_answers_user_id", "visit_answers", ["user_id"])


def downgrade() -> None:
    op.drop_table("visit_answers")
    op.drop_table("visit_questions")
