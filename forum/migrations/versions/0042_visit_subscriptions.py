"""Secret addresses of people's calendars."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0042_visit_subscriptions"
down_revision = "0041_question_votes"


def upgrade() -> None:
    op.create_table(
        "visit_subscriptions",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_visit_subscriptions_user_id_users"),
        sa.PrimaryKeyConstraint("user_id", name="pk_visit_subscriptions"),
        sa.UniqueConstraint("token_hash", name="uq_visit_subscriptions_token_hash"),
    )


def downgrade() -> None:
    op.drop_table("visit_subscriptions")
