"""Which point of the programme is on, and who has the word."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0023_live_stage"
down_revision = "0022_live_questions"


def upgrade() -> None:
    op.create_table(
        "live_agenda_moves",
        sa.Column("id", Id, nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("position", sa.Integer),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_live_agenda_moves"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_agenda_moves_visit_id_visits"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_live_agenda_moves_by_id_users"),
    )
    op.create_index("ix_live_agenda_moves_visit_id", "live_agenda_moves", ["visit_id"])
    op.create_table(
        "live_turns",
        sa.Column("id", Id, nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("given_at", UtcDateTime, nullable=False),
        sa.Column("given_by_id", Id, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_live_turns"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_turns_visit_id_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_live_turns_user_id_users"),
        sa.ForeignKeyConstraint(["given_by_id"], ["users.id"], name="fk_live_turns_given_by_id_users"),
    )
    op.create_index("ix_live_turns_visit_id", "live_turns", ["visit_id"])


def downgrade() -> None:
    for name in ("live_turns", "live_agenda_moves"):
        op.drop_table(name)
