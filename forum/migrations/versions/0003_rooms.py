"""Rooms and their logs."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0003_rooms"
down_revision = "0002_discussion"


def upgrade() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("epoch", sa.String(16), nullable=False),
        sa.Column("head", Id, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("shown_at", UtcDateTime),
        sa.Column("closes_at", UtcDateTime),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("read_only_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_rooms"),
        sa.UniqueConstraint("public_id", name="uq_rooms_public_id"),
    )
    op.create_table(
        "room_memberships",
        sa.Column("id", Id, nullable=False),
        sa.Column("room_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("part", sa.String(10), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_room_memberships"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_room_memberships_room_id_rooms"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_room_memberships_user_id_users"),
    )
    op.create_index("ix_room_memberships_user_id", "room_memberships", ["user_id"])
    op.create_index(
        "uq_room_memberships_room_id_user_id",
        "room_memberships",
        ["room_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "room_entries",
        sa.Column("id", Id, nullable=False),
        sa.Column("room_id", Id, nullable=False),
        sa.Column("seq", Id, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("author_id", Id),
        sa.Column("lang", sa.String(2)),
        sa.Column("text", sa.Text),
        sa.Column("html", sa.Text),
        sa.Column("now_text", sa.Text),
        sa.Column("now_html", sa.Text),
        sa.Column("state", sa.String(10)),
        sa.Column("of_seq", Id),
        sa.Column("reply_to", Id),
        sa.Column("client_id", sa.String(36)),
        sa.Column("client_digest", sa.String(64)),
        sa.Column("more", Json),
        sa.PrimaryKeyConstraint("id", name="pk_room_entries"),
        sa.UniqueConstraint("room_id", "seq", name="uq_room_entries_room_id_seq"),
        sa.UniqueConstraint("author_id", "client_id", name="uq_room_entries_author_id_client_id"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_room_entries_room_id_rooms"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_room_entries_author_id_users"),
    )
    op.create_table(
        "room_mutes",
        sa.Column("id", Id, nullable=False),
        sa.Column("room_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("lifted_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_room_mutes"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_room_mutes_room_id_rooms"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_room_mutes_user_id_users"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_room_mutes_by_id_users"),
    )
    op.create_index("ix_room_mutes_room_id_user_id", "room_mutes", ["room_id", "user_id"])
    op.create_table(
        "room_seen",
        sa.Column("room_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("seq", Id, nullable=False),
        sa.PrimaryKeyConstraint("room_id", "user_id", name="pk_room_seen"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_room_seen_room_id_rooms"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_room_seen_user_id_users"),
    )
    op.create_table(
        "room_revocations",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("code", sa.Integer),
        sa.Column("account", sa.String(16)),
        sa.Column("session", sa.String(64)),
        sa.Column("room", sa.String(16)),
        sa.PrimaryKeyConstraint("id", name="pk_room_revocations"),
    )
    op.create_index("ix_room_revocations_at", "room_revocations", ["at"])


def downgrade() -> None:
    for name in ("room_revocations", "room_seen", "room_mutes", "room_entries", "room_memberships", "rooms"):
        op.drop_table(name)
