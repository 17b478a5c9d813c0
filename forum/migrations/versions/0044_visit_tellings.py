"""Letters about visits that are still to be written."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0044_visit_tellings"
down_revision = "0043_towns_found"


def upgrade() -> None:
    op.create_table(
        "visit_tellings",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("before", UtcDateTime, nullable=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", "user_id", name="pk_visit_tellings"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_tellings_visit_id_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_visit_tellings_user_id_users"),
    )


def downgrade() -> None:
    op.drop_table("visit_tellings")
