"""Reading the directory."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.i18n import country_name, in_language, sort_key
from forum.municipalities.addresses import town_path
from forum.municipalities.models import Municipality

municipalities = table(Municipality)


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality in the reader's language; `lang` is the language of `name`, `region_lang` of `region_name`.

    Attributes:
        row: never shown.
        population: None where it is not known.
    """

    row: int
    slug: str
    name: str
    lang: str
    country: str
    region: str | None
    region_name: str
    region_lang: str
    population: int | None

    @property
    def path(self) -> str:
        return town_path(self.slug)


async def count(db: Db) -> int:
    return int(await db.scalar(sa.select(sa.func.count()).select_from(municipalities)) or 0)


async def directory(db: Db, locale: str) -> list[Town]:
    """All municipalities, by country and then by name, as the locale's alphabet goes."""
    towns = [_town(row, locale) for row in await db.execute(sa.select(municipalities))]
    return sorted(towns, key=lambda t: (sort_key(locale, country_name(locale, t.country)), sort_key(locale, t.name)))


async def town(db: Db, slug: str, locale: str) -> Town:
    """Raises:
    Refused: `not_found`.
    """
    row = (await db.execute(sa.select(municipalities).where(municipalities.c.slug == slug))).first()
    if row is None:
        raise Refused("not_found")
    return _town(row, locale)


async def sitemap_entries(db: Db, limit: int) -> list[str]:
    """Paths of all municipalities."""
    slugs = await db.execute(sa.select(municipalities.c.slug).order_by(municipalities.c.slug).limit(limit))
    return [town_path(slug) for slug in slugs.scalars()]


def _town(row: Any, locale: str) -> Town:
    return Town(
        row.id, row.slug, *in_language(row.names, locale), row.country, row.region,
        *in_language(row.region_names, locale), row.population,
    )  # fmt: skip
