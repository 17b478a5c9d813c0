"""Reading the directory."""

from dataclasses import dataclass

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.foundation.i18n import country_name, in_language, sort_key
from forum.municipalities.models import Municipality

municipalities = table(Municipality)


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality in the reader's language; `lang` is the language of `name`."""

    slug: str
    name: str
    lang: str
    country: str
    region: str | None
    region_name: str


async def count(db: Db) -> int:
    return int(await db.scalar(sa.select(sa.func.count()).select_from(municipalities)) or 0)


async def directory(db: Db, locale: str) -> list[Town]:
    """All municipalities, by country and then by name, as the locale's alphabet goes."""
    rows = await db.execute(
        sa.select(
            municipalities.c.slug, municipalities.c.names, municipalities.c.country, municipalities.c.region,
            municipalities.c.region_names,
        )
    )  # fmt: skip
    towns = [
        Town(
            row.slug, *in_language(row.names, locale), row.country, row.region, in_language(row.region_names, locale)[0]
        )
        for row in rows
    ]
    return sorted(towns, key=lambda t: (sort_key(locale, country_name(locale, t.country)), sort_key(locale, t.name)))
