"""Who has taken the first steps."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0020_welcomes"
down_revision = "0019_regrouping"


def upgrade() -> None:
    op.create_table(
        "welcomes",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_welcomes_user_id_users"),
        sa.PrimaryKeyConstraint("user_id", name="pk_welcomes"),
    )


def downgrade() -> None:
    op.drop_table("welcomes")
