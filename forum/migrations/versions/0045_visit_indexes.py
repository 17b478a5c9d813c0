"""Indexes for what is looked for at visits again and again: open offers, a channel's last lines, whose visits they are."""

import sqlalchemy as sa
from alembic import op

revision = "0045_visit_indexes"
down_revision = "0044_visit_tellings"


def upgrade() -> None:
    op.create_index("ix_users_municipality_id", "users", ["municipality_id"])
    op.create_index("ix_visits_municipality_id", "visits", ["municipality_id"])
    op.drop_index("ix_visit_seat_offers_until", "visit_seat_offers")
    still_open = sa.text("answered_at IS NULL")
    op.create_index(
        "ix_visit_seat_offers_open", "visit_seat_offers", ["until"], sqlite_where=still_open, postgresql_where=still_open
    )
    op.drop_index("ix_live_lines_visit_id_lang", "live_lines")
    op.create_index("ix_live_lines_visit_id_lang_id", "live_lines", ["visit_id", "lang", "id"])


def downgrade() -> None:
    op.drop_index("ix_live_lines_visit_id_lang_id", "live_lines")
    op.create_index("ix_live_lines_visit_id_lang", "live_lines", ["visit_id", "lang"])
    op.drop_index("ix_visit_seat_offers_open", "visit_seat_offers")
    op.create_index("ix_visit_seat_offers_until", "visit_seat_offers", ["until"])
    op.drop_index("ix_visits_municipality_id", "visits")
    op.drop_index("ix_users_municipality_id", "users")
