"""When guests of a visit are reminded, and who was."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0026_visit_reminders"
down_revision = "0025_live_order"


def upgrade() -> None:
    op.add_column("visits", sa.Column("reminders", Json))
    op.create_table(
        "visit_reminders",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_reminders_visit_id_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_visit_reminders_user_id_users"),
        sa.PrimaryKeyConstraint("visit_id", "user_id", "kind", name="pk_visit_reminders"),
    )
    op.create_index("ix_visit_reminders_user_id", "visit_reminders", ["user_id"])


def downgrade() -> None:
    op.drop_table("visit_reminders")
    op.drop_column("visits", "reminders")
