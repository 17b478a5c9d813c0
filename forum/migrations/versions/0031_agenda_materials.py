"""Materials beside points of a programme."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Json

revision = "0031_agenda_materials"
down_revision = "0030_visit_preparation"


def upgrade() -> None:
    op.add_column("visit_agenda_items", sa.Column("materials", Json, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("visit_agenda_items", "materials")
