"""Who was sent out of a room, and breaks of visits."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0025_live_order"
down_revision = "0024_live_polls"


def upgrade() -> None:
    op.create_table(
        "room_removals",
        sa.Column("id", Id, nullable=False),
        sa.Column("room_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("lifted_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_room_removals"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_room_removals_room_id_rooms"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_room_removals_user_id_users"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_room_removals_by_id_users"),
    )
    op.create_index("ix_room_removals_room_id_user_id", "room_removals", ["room_id", "user_id"])
    op.create_table(
        "live_breaks",
        sa.Column("id", Id, nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_live_breaks"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_breaks_visit_id_visits"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_live_breaks_by_id_users"),
    )
    op.create_index("ix_live_breaks_visit_id", "live_breaks", ["visit_id"])


def downgrade() -> None:
    for name in ("live_breaks", "room_removals"):
        op.drop_table(name)
