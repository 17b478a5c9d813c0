"""What each person's calendar was told of a visit."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0027_visit_invitations"
down_revision = "0026_visit_reminders"


def upgrade() -> None:
    op.create_table(
        "visit_invitations",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("organizer", sa.String(320), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("stamp", UtcDateTime, nullable=False),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("answered_at", UtcDateTime),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_invitations_visit_id_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_visit_invitations_user_id_users"),
        sa.PrimaryKeyConstraint("visit_id", "user_id", name="pk_visit_invitations"),
    )
    op.create_index("ix_visit_invitations_user_id", "visit_invitations", ["user_id"])


def downgrade() -> None:
    op.drop_table("visit_invitations")
