"""Public holidays, which a library knows for every country."""

from collections.abc import Iterable
from datetime import date


def public_holidays(country: str, years: Iterable[int]) -> frozenset[date]:
    """The days on which a country (ISO 3166) does not work; none for one that is not known, nor under martial law."""
    # The library takes most of a second to load: no start of the service waits for it.
    import holidays

    if country not in holidays.list_supported_countries(include_aliases=False):
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=list(years)))
