"""Who carries the video of a visit."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id

revision = "0039_live_video"
down_revision = "0038_outages"


def upgrade() -> None:
    op.create_table(
        "live_video_choices",
        sa.Column("visit_id", Id, nullable=False, autoincrement=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name="pk_live_video_choices"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_video_choices_visit_id_visits"),
    )


def downgrade() -> None:
    op.drop_table("live_video_choices")
