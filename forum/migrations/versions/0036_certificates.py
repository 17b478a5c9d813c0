"""Who was present at visits, and certificates of it."""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, UtcDateTime

revision = "0036_certificates"
down_revision = "0035_feedback"


def upgrade() -> None:
    op.create_table(
        "visit_presences",
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("visit_id", "user_id", name="pk_visit_presences"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_presences_visit_id_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_visit_presences_user_id_users"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_visit_presences_by_id_users"),
    )
    op.create_table(
        "certificates",
        sa.Column("id", Id, nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
        sa.Column("revoked_by_id", Id),
        sa.PrimaryKeyConstraint("id", name="pk_certificates"),
        sa.UniqueConstraint("code", name="uq_certificates_code"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_certificates_visit_id_visits"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_certificates_user_id_users"),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["users.id"], name="fk_certificates_revoked_by_id_users"),
    )
    op.create_index("ix_certificates_user_id", "certificates", ["user_id"])
    op.create_index(
        "uq_certificates_visit_id_user_id",
        "certificates",
        ["visit_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("certificates")
    op.drop_table("visit_presences")
