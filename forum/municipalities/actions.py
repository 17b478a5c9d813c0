"""Adding municipalities."""

from collections.abc import Mapping

import sqlalchemy as sa

from forum.foundation.database import Work, table
from forum.foundation.i18n import LOCALES, country_name
from forum.municipalities import rules
from forum.municipalities.addresses import town_path
from forum.municipalities.models import Municipality
from forum.search.actions import Document, put
from forum.search.rules.question import Kind

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
    """Add a municipality, or bring the one with that slug up to date, and let it be found; returns its row.

    What is not given stays as it is.

    Args:
        country: ISO 3166, two letters.
        names: by language.
        region: NUTS or KATOTTH code.

    Raises:
        Refused: what `rules` refuse.
    """
    rules.check(slug=slug, country=country, region=region, population=population)
    names, regions = rules.town_names(names), rules.region_names(region_names or {})
    known = {"region": region, "region_names": regions, "population": population}
    values = {"country": country, "names": names, **{name: fact for name, fact in known.items() if fact}}
    stood = sa.update(municipalities).where(municipalities.c.slug == slug).values(**values)
    row = (await work.db.execute(stood.returning(municipalities))).first()
    if row is None:
        new = sa.insert(municipalities).values(slug=slug, **{"region_names": {}, **values})
        row = (await work.db.execute(new.returning(municipalities))).one()
    await put(
        work,
        Document(
            kind=Kind.TOWN,
            target=slug,
            path=town_path(slug),
            lang="en" if "en" in names else next(iter(names)),
            titles=names,
            texts=row.region_names,
            words=" ".join(country_name(lang, country) for lang in LOCALES),
            at=work.now,
            author_id="",
            author_name="",
        ),
    )
    return int(row.id)
