"""Who was in the room of a visit, and who typed its code."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0033_live_attendance"
down_revision = "0032_live_channels"


def upgrade() -> None:
    op.create_table(
        "live_stays",
        sa.Column("id", Id, nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("came_at", UtcDateTime, nullable=False),
        sa.Column("last_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_live_stays"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_stays_visit_id_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_live_stays_user_id_users"),
    )
    op.create_index("ix_live_stays_visit_id_user_id", "live_stays", ["visit_id", "user_id"])
    op.create_table(
        "live_attendance_codes",
        sa.Column("visit_id", Id, nullable=False, autoincrement=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name="pk_live_attendance_codes"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_attendance_codes_visit_id_visits"),
    )
    op.create_table(
        "live_code_entries",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", "user_id", name="pk_live_code_entries"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_code_entries_visit_id_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_live_code_entries_user_id_users"),
    )


def downgrade() -> None:
    for name in ("live_code_entries", "live_attendance_codes", "live_stays"):
        op.drop_table(name)
