"""Visits, seats and agendas."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0004_visits"
down_revision = "0003_rooms"


def upgrade() -> None:
    op.create_table(
        "visits",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("host_id", Id, nullable=False),
        sa.Column("municipality_id", Id),
        sa.Column("room_id", Id, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", Json, nullable=False),
        sa.Column("description", Json, nullable=False),
        sa.Column("description_html", Json, nullable=False),
        sa.Column("original", sa.String(2), nullable=False),
        sa.Column("starts_wall", sa.String(16), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("fold", sa.Integer, nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("tzdata", sa.String(20), nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("languages", Json, nullable=False),
        sa.Column("interpretation", sa.String(20), nullable=False),
        sa.Column("video_url", sa.String(500), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("client_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
        sa.UniqueConstraint("public_id", name="uq_visits_public_id"),
        sa.UniqueConstraint("room_id", name="uq_visits_room_id"),
        sa.UniqueConstraint("host_id", "client_id", name="uq_visits_host_id_client_id"),
        sa.ForeignKeyConstraint(["host_id"], ["users.id"], name="fk_visits_host_id_users"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_visits_municipality_id_municipalities"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="fk_visits_room_id_rooms"),
    )
    op.create_index("ix_visits_starts_at", "visits", ["starts_at"])
    op.create_index("ix_visits_ends_at", "visits", ["ends_at"])
    op.create_table(
        "visit_publications",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name="pk_visit_publications"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_publications_visit_id_visits"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_visit_publications_by_id_users"),
    )
    op.create_table(
        "visit_cancellations",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", name="pk_visit_cancellations"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_cancellations_visit_id_visits"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_visit_cancellations_by_id_users"),
    )
    op.create_table(
        "visit_agenda_items",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("title", Json, nullable=False),
        sa.Column("speaker", sa.String(200), nullable=False),
        sa.Column("lang", sa.String(2)),
        sa.PrimaryKeyConstraint("visit_id", "position", name="pk_visit_agenda_items"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_agenda_items_visit_id_visits"),
    )
    op.create_table(
        "visit_seats",
        sa.Column("id", Id, nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("entry", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("entered_at", UtcDateTime, nullable=False),
        sa.Column("promoted_at", UtcDateTime),
        sa.Column("given_up_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_visit_seats"),
        sa.UniqueConstraint("visit_id", "entry", name="uq_visit_seats_visit_id_entry"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_seats_visit_id_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_visit_seats_user_id_users"),
    )
    op.create_index("ix_visit_seats_user_id", "visit_seats", ["user_id"])
    op.create_index(
        "uq_visit_seats_visit_id_user_id",
        "visit_seats",
        ["visit_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("given_up_at IS NULL"),
        postgresql_where=sa.text("given_up_at IS NULL"),
    )


def downgrade() -> None:
    for name in ("visit_seats", "visit_agenda_items", "visit_cancellations", "visit_publications", "visits"):
        op.drop_table(name)
