"""Municipalities that stand already are found as those that are added from now on."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Json, UtcDateTime
from forum.foundation.i18n import LOCALES, country_name
from forum.foundation.ids import short_id

revision = "0043_towns_found"
down_revision = "0042_visit_subscriptions"

_TOWNS = sa.table(
    "municipalities", sa.column("id"), sa.column("slug"), sa.column("country"), sa.column("names", Json),
    sa.column("region_names", Json),
)  # fmt: skip
_DOCUMENTS = sa.table(
    "search_documents", *map(sa.column, ("kind", "target", "path", "author_id", "author_name", "lang", "langs", "words")),
    *(sa.column(name, Json) for name in ("titles", "texts", "within")), sa.column("at", UtcDateTime),
    sa.column("edition"), sa.column("scheme"),
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("search_documents") as documents:
        documents.alter_column("target", existing_type=sa.String(16), type_=sa.String(80), existing_nullable=False)
    now = datetime.now(UTC)
    for town in op.get_bind().execute(sa.select(_TOWNS)).all():
        langs = [lang for lang in ("en", *LOCALES) if town.names.get(lang)]
        if not langs:
            continue
        op.get_bind().execute(
            sa.insert(_DOCUMENTS).values(
                kind="town", target=town.slug, path=f"/municipalities/{town.slug}", author_id="", author_name="",
                lang=langs[0], langs=" ".join(dict.fromkeys(langs)), titles=town.names, texts=town.region_names,
                within={}, words=" ".join(country_name(lang, town.country) for lang in LOCALES), at=now,
                edition=short_id(), scheme="",
            )
        )  # fmt: skip


def downgrade() -> None:
    op.execute(sa.delete(_DOCUMENTS).where(_DOCUMENTS.c.kind == "town"))
    with op.batch_alter_table("search_documents") as documents:
        documents.alter_column("target", existing_type=sa.String(80), type_=sa.String(16), existing_nullable=False)
