"""Who takes which role at a visit, and what is to be done around it."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0030_visit_preparation"
down_revision = "0029_seat_questions"


def upgrade() -> None:
    op.create_table(
        "visit_roles",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("visit_id", "role", name="pk_visit_roles"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_roles_visit_id_visits"),
    )
    op.create_table(
        "visit_tasks",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("what", Json, nullable=False),
        sa.Column("done_at", UtcDateTime),
        sa.Column("done_by_id", Id),
        sa.PrimaryKeyConstraint("id", name="pk_visit_tasks"),
        sa.UniqueConstraint("public_id", name="uq_visit_tasks_public_id"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_tasks_visit_id_visits"),
        sa.ForeignKeyConstraint(["done_by_id"], ["users.id"], name="fk_visit_tasks_done_by_id_users"),
    )
    op.create_index("ix_visit_tasks_visit_id", "visit_tasks", ["visit_id"])


def downgrade() -> None:
    op.drop_table("visit_tasks")
    op.drop_table("visit_roles")
