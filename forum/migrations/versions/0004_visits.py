"""Visits, seats and agendas."""

import sqlalchemy as sa
from alembic import op

revision = "0004_visits"
down_revision = "0003_rooms"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
