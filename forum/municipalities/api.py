"""The directory, for programs."""

import msgspec
from litestar import get

from forum.foundation.errors import N_
from forum.municipalities import queries
from forum.web.openapi import problem_responses
from forum.web.provided import Db, Locale


class MunicipalityItem(msgspec.Struct, kw_only=True, frozen=True):
    """A municipality: `country` is ISO 3166, `region` a NUTS or KATOTTH code where known."""

    slug: str
    name: str
    lang: str
    country: str
    region: str | None
    region_name: str


class MunicipalityList(msgspec.Struct, kw_only=True, frozen=True):
    items: list[MunicipalityItem]
    next: str | None = None


@get(
    "/municipalities",
    summary=N_("Lists all municipalities by country and name."),
    opt={"public": True},
    responses=problem_responses(),
)
async def municipalities(db: Db, locale: Locale) -> MunicipalityList:
    """All municipalities, by country and name, in the reader's language and alphabet."""
    return MunicipalityList(
        items=[
            MunicipalityItem(
                slug=town.slug,
                name=town.name,
                lang=town.lang,
                country=town.country,
                region=town.region,
                region_name=town.region_name,
            )
            for town in await queries.directory(db, locale)
        ]
    )
