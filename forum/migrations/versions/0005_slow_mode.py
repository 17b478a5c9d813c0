"""A room's slow mode: how many seconds lie between two messages of one person."""

import sqlalchemy as sa
from alembic import op

revision = "0005_slow_mode"
down_revision = "0004_visits"


def upgrade() -> None:
    op.add_column("rooms", sa.Column("slow_seconds", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("rooms", "slow_seconds")
