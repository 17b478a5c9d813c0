"""How a day is written under an arch and above a month, in each language."""

from datetime import datetime
from typing import NamedTuple

from babel import Locale, dates

from forum.foundation.i18n import zone_info

_CLDR = {"uk": Locale("uk"), "en": Locale("en", "GB"), "pl": Locale("pl")}


class DayWords(NamedTuple):
    """Short month, day and weekday; `heading` is the month and year by themselves: «вересень 2026»."""

    month: str
    day: str
    weekday: str
    heading: str


def day_words(locale: str, moment: datetime, zone: str) -> DayWords:
    day, cldr = moment.astimezone(zone_info(zone)).date(), _CLDR[locale]
    month, number, weekday, heading = (
        dates.format_date(day, pattern, locale=cldr) for pattern in ("LLL", "d", "ccc", "LLLL y")
    )
    return DayWords(month, number, weekday, heading)
