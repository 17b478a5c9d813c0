"""On which terms the seats of a visit are given; what was decided about those who asked, and seats that were offered."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0028_seat_terms"
down_revision = "0027_visit_invitations"


def upgrade() -> None:
    for column in (
        sa.Column("approval", sa.Boolean, nullable=False, server_default=sa.false()),
        # Whoever could come to a visit that is there already still can.
        sa.Column("minors", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("quota_ua", sa.Integer),
        sa.Column("quota_eu", sa.Integer),
        sa.Column("quota_town", sa.Integer),
        sa.Column("offer_hours", sa.Integer, nullable=False, server_default="0"),
        sa.Column("closes_hours", sa.Integer, nullable=False, server_default="0"),
    ):
        op.add_column("visits", column)
    op.create_table(
        "visit_seat_decisions",
        sa.Column("id", Id, nullable=False),
        sa.Column("seat_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("approved", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visit_seat_decisions"),
        sa.ForeignKeyConstraint(["seat_id"], ["visit_seats.id"], name="fk_visit_seat_decisions_seat_id_visit_seats"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_visit_seat_decisions_by_id_users"),
    )
    op.create_index("ix_visit_seat_decisions_seat_id", "visit_seat_decisions", ["seat_id"])
    op.create_table(
        "visit_seat_offers",
        sa.Column("seat_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.Column("answer", sa.String(10)),
        sa.Column("answered_at", UtcDateTime),
        sa.PrimaryKeyConstraint("seat_id", name="pk_visit_seat_offers"),
        sa.ForeignKeyConstraint(["seat_id"], ["visit_seats.id"], name="fk_visit_seat_offers_seat_id_visit_seats"),
    )
    op.create_index("ix_visit_seat_offers_until", "visit_seat_offers", ["until"])


def downgrade() -> None:
    op.drop_table("visit_seat_offers")
    op.drop_table("visit_seat_decisions")
    for name in ("approval", "minors", "quota_ua", "quota_eu", "quota_town", "offer_hours", "closes_hours"):
        op.drop_column("visits", name)
