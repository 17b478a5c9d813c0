"""Links to slides and papers beside a point of the programme, in the languages that have some."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES, known_locale
from forum.foundation.text import clean

MOST_LINKS = 5
MAX_URL = 500
MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class Link:
    """Something to read or see; without a title its address stands for it."""

    url: str
    title: str = ""

    @property
    def words(self) -> str:
        return self.title or self.url.removeprefix("https://")


Materials = Mapping[str, Sequence[Link]]


def is_https(url: str) -> bool:
    """Whether it is a whole https address, without a name or password in it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme == "https" and bool(parts.hostname) and parts.username is None and not any(map(str.isspace, url))
    )


def checked(materials: Materials) -> dict[str, tuple[Link, ...]]:
    """Materials with their texts cleaned, in our order of languages.

    Raises:
        Refused: `lang_unknown`, `too_many_materials`, `material_invalid`, or what a text says; the field is `agenda`.
    """
    for lang in materials:
        known_locale(lang, field="agenda")
    kept = {}
    for lang in LOCALES:
        links = materials.get(lang, ())
        if len(links) > MOST_LINKS:
            raise Refused("too_many_materials", field="agenda", limit=MOST_LINKS)
        if links:
            kept[lang] = tuple(_checked(link) for link in links)
    return kept


def _checked(link: Link) -> Link:
    url = clean(link.url, limit=MAX_URL, field="agenda", multiline=False)
    if not is_https(url):
        raise Refused("material_invalid", field="agenda")
    return Link(url, clean(link.title, limit=MAX_TITLE, field="agenda", multiline=False, optional=True))


def read(lines: str) -> tuple[Link, ...]:
    """Links as they are typed: one a line, its address and then its title."""
    parts = [line.split(maxsplit=1) for line in lines.splitlines() if line.strip()]
    return tuple(Link(url, *rest) for url, *rest in parts)


def written(links: Sequence[Link]) -> str:
    """Links as they are typed."""
    return "\n".join(f"{link.url} {link.title}".strip() for link in links)


def stored(materials: Materials) -> dict[str, list[dict[str, str]]]:
    return {lang: [{"url": link.url, "title": link.title} for link in links] for lang, links in materials.items()}


def loaded(materials: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, tuple[Link, ...]]:
    return {lang: tuple(Link(link["url"], link["title"]) for link in links) for lang, links in materials.items()}
