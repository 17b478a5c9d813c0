"""Adding municipalities."""

from collections.abc import Mapping

import sqlalchemy as sa

from forum.foundation.database import Work, table
from forum.municipalities.models import Municipality

municipalities = table(Municipality)


async def add(
    work: Work,
    *,
    slug: str,
    country: str,
    names: Mapping[str, str],
    region: str | None = None,
    region_names: Mapping[str, str] | None = None,
    population: int | None = None,
) -> int:
    """Add a municipality, or bring the one with that slug up to date; returns its row.

    Args:
        country: ISO 3166, two letters.
        names: by language.
        region: NUTS or KATOTTH code.
    """
    values = {
        "country": country,
        "region": region,
        "names": dict(names),
        "region_names": dict(region_names or {}),
        "population": population,
    }
    found: int | None = await work.db.scalar(
        sa.update(municipalities).where(municipalities.c.slug == slug).values(**values).returning(municipalities.c.id)
    )
    if found is None:
        found = await work.db.scalar(
            sa.insert(municipalities).values(slug=slug, **values).returning(municipalities.c.id)
        )
    assert found is not None
    return found
