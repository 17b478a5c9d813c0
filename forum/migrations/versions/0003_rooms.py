"""Rooms and their logs."""

import sqlalchemy as sa
from alembic import op

revision = "0003_rooms"
down_revision = "0002_discussion"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
