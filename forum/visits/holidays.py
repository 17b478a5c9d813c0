"""Public holidays, which a library knows for every country."""

import asyncio
from collections.abc import Iterable
from datetime import date
from functools import lru_cache


async def public_holidays(country: str, years: Iterable[int]) -> frozenset[date]:
    """The days on which a country (ISO 3166) does not work; none for one that is not known, nor under martial law."""
    return await asyncio.to_thread(_known, country, tuple(years))


@lru_cache(maxsize=64)
def _known(country: str, years: tuple[int, ...]) -> frozenset[date]:
    # The library takes most of a second to load: neither a start of the service nor its event loop waits for it.
    import holidays

    if country not in holidays.list_supported_countries(include_aliases=False):
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=years))
