"""Times in which people or municipalities have no power or connection."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0038_outages"
down_revision = "0037_reports"


def upgrade() -> None:
    op.create_table(
        "outages",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("municipality_id", Id),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outages"),
        sa.UniqueConstraint("public_id", name="uq_outages_public_id"),
        sa.UniqueConstraint("by_id", "client_id", name="uq_outages_by_id_client_id"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_outages_by_id_users"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_outages_municipality_id_municipalities"),
    )
    op.create_index("ix_outages_municipality_id", "outages", ["municipality_id"])


def downgrade() -> None:
    op.drop_table("outages")
