"""Seats that somebody would hand on to a colleague, where the host approves who comes."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0046_seat_handovers"
down_revision = "0045_visit_indexes"


def upgrade() -> None:
    op.create_table(
        "visit_seat_handovers",
        sa.Column("seat_id", Id, nullable=False),
        sa.Column("from_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("seat_id", name="pk_visit_seat_handovers"),
        sa.ForeignKeyConstraint(["seat_id"], ["visit_seats.id"], name="fk_visit_seat_handovers_seat_id_visit_seats"),
        sa.ForeignKeyConstraint(["from_id"], ["visit_seats.id"], name="fk_visit_seat_handovers_from_id_visit_seats"),
    )


def downgrade() -> None:
    op.drop_table("visit_seat_handovers")
