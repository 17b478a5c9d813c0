"""What is published of visits beside their minutes."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0037_reports"
down_revision = "0036_certificates"


def upgrade() -> None:
    op.create_table(
        "visit_reports",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("summary", Json, nullable=False),
        sa.Column("summary_html", Json, nullable=False),
        sa.Column("original", sa.String(2), nullable=False),
        sa.Column("recording_url", sa.String(500), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name="pk_visit_reports"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_reports_visit_id_visits"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_visit_reports_by_id_users"),
    )


def downgrade() -> None:
    op.drop_table("visit_reports")
