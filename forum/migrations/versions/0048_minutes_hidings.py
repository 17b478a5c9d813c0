"""Approved minutes that a moderator has hidden; and nothing asks when minutes were last changed."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0048_minutes_hidings"
down_revision = "0047_reminder_refusals"


def upgrade() -> None:
    op.create_table(
        "minutes_hidings",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name="pk_minutes_hidings"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_minutes_hidings_visit_id_visits"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_minutes_hidings_by_id_users"),
    )
    op.drop_column("minutes", "changed_at")


def downgrade() -> None:
    op.add_column("minutes", sa.Column("changed_at", UtcDateTime, nullable=False, server_default="1970-01-01 00:00:00"))
    op.drop_table("minutes_hidings")
