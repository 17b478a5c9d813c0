"""Boards, threads and posts."""

import sqlalchemy as sa
from alembic import op

revision = "0002_discussion"
down_revision = "0001_accounts"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
