"""Languages: catalogues, negotiation, and how dates, numbers and lists read in each."""

import io
import math
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, dates, lists, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from forum.foundation.errors import N_, Refused

LOCALES: dict[str, str] = {"uk": "Українська", "en": "English", "pl": "Polski"}
DEFAULT_LOCALE = "en"
DEFAULT_ZONES = {"uk": "Europe/Kyiv", "en": "Europe/Brussels", "pl": "Europe/Warsaw"}
CATALOGUES = Path(__file__).parents[2] / "locales"
_NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"}
# English as municipalities of the EU write it: 14 September 2026, 24-hour clock
_CLDR = {"uk": Locale("uk"), "en": Locale("en", "GB"), "pl": Locale("pl")}
# CLDR shows «Україна (Kyiv)»: these zones are named by us, the rest by their city
_ZONE_NAMES = {
    "Europe/Kyiv": N_("Kyiv time"),
    "Europe/Warsaw": N_("Warsaw time"),
    "Europe/Brussels": N_("Brussels time"),
    "Europe/Vilnius": N_("Vilnius time"),
    "Europe/Riga": N_("Riga time"),
    "Europe/Tallinn": N_("Tallinn time"),
    "Europe/Berlin": N_("Berlin time"),
    "Europe/Paris": N_("Paris time"),
    "Europe/Bratislava": N_("Bratislava time"),
    "Europe/Prague": N_("Prague time"),
    "Europe/Bucharest": N_("Bucharest time"),
    "UTC": N_("UTC"),
}
# Names that tzdata keeps for old software; we store today's.
_ZONE_ALIASES = {"Europe/Kiev": "Europe/Kyiv"}
# Occupied Crimea keeps +3 in tzdata; it is never offered, and never stored.
_ZONES_NEVER = {"Europe/Simferopol"}


@cache
def catalogue(locale: str) -> NullTranslations:
    """The catalogue of a locale; compiled on the fly when the .mo is missing or older than the .po."""
    folder = CATALOGUES / locale / "LC_MESSAGES"
    po, mo = folder / "messages.po", folder / "messages.mo"
    if mo.exists() and (not po.exists() or mo.stat().st_mtime >= po.stat().st_mtime):
        with mo.open("rb") as file:
            return Translations(file)
    if not po.exists():
        return NullTranslations()
    with po.open("rb") as file:
        parsed = read_po(file, locale=locale)
    compiled = io.BytesIO()
    write_mo(compiled, parsed)
    compiled.seek(0)
    return Translations(compiled)


def translate(locale: str, sentence: str, **facts: Any) -> str:
    """An English source sentence in a locale, with its facts put in."""
    text: str = catalogue(locale).ugettext(sentence)
    return text % facts if facts else text


def translate_plural(locale: str, one: str, many: str, count: int, **facts: Any) -> str:
    """A counted sentence in a locale; `%(num)s` is the count, written as the locale writes numbers."""
    text: str = catalogue(locale).ungettext(one, many, count)
    return text % {"num": format_number(locale, count), **facts}


def ngettext(one: str, many: str) -> tuple[str, str]:
    """A counted sentence for `translate_plural`; gettext's own name, which marks it for extraction."""
    return one, many


# An accusative in Ukrainian and Polish, which CLDR's durations are not.
_WAITS = {
    "second": ngettext("in %(num)s second", "in %(num)s seconds"),
    "minute": ngettext("in %(num)s minute", "in %(num)s minutes"),
    "hour": ngettext("in %(num)s hour", "in %(num)s hours"),
    "day": ngettext("in %(num)s day", "in %(num)s days"),
}


def known_locale(code: object, *, field: str | None = "lang") -> str:
    """The code when it is one of ours.

    Raises:
        Refused: `lang_unknown`.
    """
    if isinstance(code, str) and code in LOCALES:
        return code
    raise Refused("lang_unknown", field=field)


def negotiate(accept_language: str) -> str:
    """The locale that an Accept-Language header prefers (RFC 9110, 12.5.4); the default when none fits."""
    best, best_quality = DEFAULT_LOCALE, 0.0
    for part in accept_language[:1000].split(","):
        tag, _, parameters = part.strip().partition(";")
        code = tag.strip().lower().split("-")[0]
        try:
            quality = float(parameters.partition("q=")[2] or 1) if parameters else 1.0
        except ValueError:
            continue
        if code in LOCALES and best_quality < quality <= 1:
            best, best_quality = code, quality
    return best


def in_language(texts: dict[str, str], locale: str, *, original: str | None = None) -> tuple[str, str]:
    """Of a text in several languages, the one to show and its language: the reader's, else the original, else any."""
    for code in (locale, original or "", "en", *LOCALES):
        if texts.get(code):
            return texts[code], code
    return "", locale


@cache
def _known_zones() -> frozenset[str]:
    # Walks the whole of tzdata on disk: 10 ms and more.
    return frozenset(available_timezones())


@cache
def zones() -> tuple[str, ...]:
    """The IANA zones on offer: those that stand for a country today, Europe first, then the world."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text()
    standing = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    kept = sorted((standing & _known_zones()) - _ZONES_NEVER)
    return (*(z for z in kept if z.startswith("Europe/")), *(z for z in kept if not z.startswith("Europe/")), "UTC")


def known_zone(name: object, *, field: str | None = "zone") -> str:
    """The zone's present name.

    Raises:
        Refused: `zone_unknown`.
    """
    name = _ZONE_ALIASES.get(name, name) if isinstance(name, str) else name
    if not isinstance(name, str) or name in _ZONES_NEVER or name not in _known_zones():
        raise Refused("zone_unknown", field=field)
    return name


@lru_cache(maxsize=256)
def zone_info(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def zone_name(locale: str, zone: str) -> str:
    """A zone as people say it: "Kyiv time"; the city's name where we have no phrase of our own."""
    if zone in _ZONE_NAMES:
        return translate(locale, _ZONE_NAMES[zone])
    return zone.split("/")[-1].replace("_", " ")


@cache
def zone_choices(locale: str) -> tuple[tuple[str, str], ...]:
    """The zones on offer as a select takes them, by their city as readers call it: "Київ · Europe/Kyiv"."""

    def city(zone: str) -> str:
        if zone == "Europe/Kyiv":  # CLDR leaves it in Latin letters, see above
            return translate(locale, N_("Kyiv"))
        return str(_CLDR[locale].time_zones.get(zone, {}).get("city") or zone.split("/")[-1].replace("_", " "))

    named = [(zone, f"{city(zone)} · {zone.replace('_', ' ')}") for zone in zones() if zone != "UTC"]
    named.sort(key=lambda choice: (not choice[0].startswith("Europe/"), sort_key(locale, choice[1])))
    return (*named, ("UTC", "UTC"))


def offset_name(moment: datetime, zone: str) -> str:
    """The zone's distance from UTC at a moment: "UTC+3"."""
    minutes = int((moment.astimezone(zone_info(zone)).utcoffset() or timedelta()).total_seconds() // 60)
    sign, minutes = ("+" if minutes >= 0 else "−"), abs(minutes)
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


def format_date(locale: str, moment: datetime | date, zone: str) -> str:
    return dates.format_date(_local(moment, zone), "long", locale=_CLDR[locale])


def format_day(locale: str, moment: datetime | date, zone: str) -> str:
    """With the day of the week: «понеділок, 14 вересня 2026 р.»."""
    day = dates.format_date(_local(moment, zone), "full", locale=_CLDR[locale])
    return day.replace("ʼ", "’")  # CLDR's «пʼятниця» beside our «п’ять»


def format_time(locale: str, moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(zone_info(zone)):%H:%M}"


def format_datetime(locale: str, moment: datetime, zone: str) -> str:
    return f"{format_date(locale, moment, zone)}, {format_time(locale, moment, zone)}"


def format_number(locale: str, number: int | float) -> str:
    return numbers.format_decimal(number, locale=_CLDR[locale])


def format_wait(locale: str, seconds: int) -> str:
    """How long somebody has to wait, in one unit and never less than it is: "in 20 minutes" for 1199 seconds."""
    minutes, hours, days = (math.ceil(seconds / unit) for unit in (60, 3600, 86400))
    if seconds < 60:
        words, count = _WAITS["second"], seconds
    elif minutes < 120 and minutes != 60:
        words, count = _WAITS["minute"], minutes
    elif hours < 48:
        words, count = _WAITS["hour"], hours
    else:
        words, count = _WAITS["day"], days
    return translate_plural(locale, *words, count)


def format_list(locale: str, items: Iterable[str]) -> str:
    return lists.format_list(list(items), locale=_CLDR[locale])


def known_country(code: str) -> bool:
    """Whether this is the ISO 3166 code of a country or territory; CLDR has codes for other things as well."""
    return len(code) == 2 and code.isalpha() and code in _CLDR["en"].territories and code not in _NO_COUNTRIES


def country_name(locale: str, code: str) -> str:
    """A country by its ISO 3166 code, in the reader's language; the code itself when CLDR does not know it."""
    return str(_CLDR[locale].territories.get(code, code))


def sort_key(locale: str, text: str) -> list[int]:
    """A key that sorts as the locale's alphabet does; apostrophes do not count."""
    order = _ALPHABETS[locale]
    return [order.get(char, 1000 + ord(char)) for char in text.lower() if char not in "'’ʼ"]


_ALPHABETS = {
    "uk": {char: place for place, char in enumerate(" абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")},
    "pl": {char: place for place, char in enumerate(" aąbcćdeęfghijklłmnńoóprsśtuvwxyzźż")},
    "en": {char: place for place, char in enumerate(" abcdefghijklmnopqrstuvwxyz")},
}


def _local(moment: datetime | date, zone: str) -> datetime | date:
    return moment.astimezone(zone_info(zone)) if isinstance(moment, datetime) else moment
