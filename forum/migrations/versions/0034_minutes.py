"""Minutes of visits, their editions and approvals, and what became of their actions."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime

revision = "0034_minutes"
down_revision = "0033_live_attendance"


def upgrade() -> None:
    op.create_table(
        "minutes",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("frozen_at", UtcDateTime),
        sa.Column("text", sa.Text),
        sa.Column("stamp", sa.String(64)),
        sa.PrimaryKeyConstraint("visit_id", name="pk_minutes"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_minutes_visit_id_visits"),
    )
    op.create_table(
        "minutes_entries",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("original", sa.String(2), nullable=False),
        sa.Column("owner_id", Id),
        sa.Column("owner_municipality_id", Id),
        sa.Column("due", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("removed_at", UtcDateTime),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("client_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_minutes_entries"),
        sa.UniqueConstraint("public_id", name="uq_minutes_entries_public_id"),
        sa.UniqueConstraint("visit_id", "by_id", "client_id", name="uq_minutes_entries_visit_id_by_id_client_id"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_minutes_entries_visit_id_visits"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_minutes_entries_owner_id_users"),
        sa.ForeignKeyConstraint(
            ["owner_municipality_id"],
            ["municipalities.id"],
            name="fk_minutes_entries_owner_municipality_id_municipalities",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_minutes_entries_by_id_users"),
    )
    op.create_index("ix_minutes_entries_owner_id", "minutes_entries", ["owner_id"])
    op.create_table(
        "minutes_editions",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("entries", Json, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", "edition", name="pk_minutes_editions"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_minutes_editions_visit_id_visits"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_minutes_editions_by_id_users"),
    )
    op.create_table(
        "minutes_approvals",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("party", sa.String(10), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", "edition", "party", name="pk_minutes_approvals"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_minutes_approvals_visit_id_visits"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_minutes_approvals_by_id_users"),
    )
    op.create_table(
        "minutes_completions",
        sa.Column("entry_id", Id, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_minutes_completions"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["minutes_entries.id"], name="fk_minutes_completions_entry_id_minutes_entries"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_minutes_completions_by_id_users"),
    )
    op.create_table(
        "minutes_reminders",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", "kind", name="pk_minutes_reminders"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_minutes_reminders_visit_id_visits"),
    )


def downgrade() -> None:
    for name in ("reminders", "completions", "approvals", "editions", "entries"):
        op.drop_table(f"minutes_{name}")
    op.drop_table("minutes")
