"""Who wants no reminders of visits by mail."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0047_reminder_refusals"
down_revision = "0046_seat_handovers"


def upgrade() -> None:
    op.create_table(
        "visit_reminder_refusals",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_visit_reminder_refusals"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_visit_reminder_refusals_user_id_users"),
    )


def downgrade() -> None:
    op.drop_table("visit_reminder_refusals")
