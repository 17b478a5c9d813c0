"""Atom feeds (RFC 4287)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `html` is sanitised HTML in the language `lang`, `url` absolute."""

    id: str
    url: str
    title: str
    author: str
    lang: str
    html: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed; `url` is its own address, `page` that of what it tells of, `since` the moment while it has no entry.

    `hub` is where to subscribe to it (WebSub); None where nobody is told of news.
    """

    id: str
    url: str
    page: str
    title: str
    lang: str
    since: datetime
    entries: Sequence[Entry]
    hub: str | None = None


def tag(base_url: str, since: datetime, *parts: str) -> str:
    """An id that outlives a changed address (RFC 4151); `since` is when the thing was made."""
    return f"tag:{urlsplit(base_url).hostname},{since:%Y-%m-%d}:" + "/".join(parts)


def write(feed: Feed) -> bytes:
    """The feed as XML in UTF-8."""
    root = Xml.Element("feed", {"xmlns": _ATOM, _LANG: feed.lang})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(max((e.updated for e in feed.entries), default=feed.since)))
    Xml.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.url})
    Xml.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    if feed.hub:
        Xml.SubElement(root, "link", {"rel": "hub", "href": feed.hub})
    for entry in feed.entries:
        _entry(root, entry)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: Xml.Element, entry: Entry) -> None:
    element = Xml.SubElement(root, "entry", {_LANG: entry.lang})
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "published", _moment(entry.published))
    _text(element, "updated", _moment(entry.updated))
    Xml.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    _text(Xml.SubElement(element, "author"), "name", entry.author)
    _text(element, "content", entry.html, {"type": "html"})


def _text(parent: Xml.Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    # U+FFFE and U+FFFF are no characters of XML (XML 1.0, 2.2); our texts hold no other such ones.
    kept = "".join(char for char in text if char not in "\ufffe\uffff")
    Xml.SubElement(parent, name, attributes or {}).text = kept


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
