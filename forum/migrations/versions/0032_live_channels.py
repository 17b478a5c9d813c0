"""Interpreters of visits, and what they write."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0032_live_channels"
down_revision = "0031_agenda_materials"


def upgrade() -> None:
    op.create_table(
        "live_interpreters",
        sa.Column("id", Id, nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_live_interpreters"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_interpreters_visit_id_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_live_interpreters_user_id_users"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_live_interpreters_by_id_users"),
    )
    op.create_index("ix_live_interpreters_visit_id", "live_interpreters", ["visit_id"])
    op.create_table(
        "live_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("point", sa.Integer),
        sa.Column("gone_at", UtcDateTime),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("client_digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_live_lines"),
        sa.UniqueConstraint("public_id", name="uq_live_lines_public_id"),
        sa.UniqueConstraint("author_id", "client_id", name="uq_live_lines_author_id_client_id"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_live_lines_visit_id_visits"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_live_lines_author_id_users"),
    )
    op.create_index("ix_live_lines_visit_id_lang", "live_lines", ["visit_id", "lang"])


def downgrade() -> None:
    for name in ("live_lines", "live_interpreters"):
        op.drop_table(name)
