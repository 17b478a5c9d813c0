"""Polls in the rooms of visits."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id

revision = "0024_live_polls"
down_revision = "0023_live_stage"


def upgrade() -> None:
    op.create_table(
        "live_polls",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("poll_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_live_polls"),
        sa.UniqueConstraint("public_id", name="uq_live_polls_public_id"),
        sa.UniqueConstraint("poll_id", name="uq_live_polls_poll_id"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_polls_visit_id_visits"),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name="fk_live_polls_poll_id_polls"),
    )
    op.create_index("ix_live_polls_visit_id", "live_polls", ["visit_id"])


def downgrade() -> None:
    op.drop_table("live_polls")
