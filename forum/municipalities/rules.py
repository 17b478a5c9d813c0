"""What a municipality must have to stand in the directory."""

import re
from collections.abc import Mapping

from forum.foundation.errors import Refused
from forum.foundation.i18n import known_country
from forum.foundation.text import by_language

MAX_SLUG = 80
MAX_NAME = 120
MAX_REGION_CODE = 20
MAX_POPULATION = 100_000_000
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_REGION_CODE = re.compile(r"[A-Z0-9]+")


def check(*, slug: str, country: str, region: str | None, population: int | None) -> None:
    """Raises:
    Refused: `town_slug_invalid`, `country_unknown`, `region_invalid`, `population_invalid`.
    """
    if len(slug) > MAX_SLUG or not _SLUG.fullmatch(slug):
        raise Refused("town_slug_invalid", field="slug")
    if not known_country(country):
        raise Refused("country_unknown", field="country")
    if region is not None and (len(region) > MAX_REGION_CODE or not _REGION_CODE.fullmatch(region)):
        raise Refused("region_invalid", field="region")
    if population is not None and not 0 <= population <= MAX_POPULATION:
        raise Refused("population_invalid", field="population")


def town_names(names: Mapping[str, str]) -> dict[str, str]:
    """The names by language, one at least.

    Raises:
        Refused: what `text.by_language` refuses.
    """
    kept = by_language(names, "name", limit=MAX_NAME, multiline=False)
    if not kept:
        raise Refused("text_empty", field="name_en")
    return kept


def region_names(names: Mapping[str, str]) -> dict[str, str]:
    """Raises:
    Refused: what `text.by_language` refuses.
    """
    return by_language(names, "region", limit=MAX_NAME, multiline=False)
