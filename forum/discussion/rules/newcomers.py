"""What somebody may do on their first day here: enough to take part, too little to flood a board with advertising."""

import html
import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from forum.foundation.errors import Refused

FIRST_DAY = timedelta(hours=24)
MAX_THREADS = 3
MAX_REPLIES = 10
MAX_LINKS = 2
# Rendered Markdown writes its links in this one way.
_LINK = re.compile(r'<a href="([^"]*)"')


def end_of_first_day(confirmed_at: datetime | None, *, official: bool, now: datetime) -> datetime | None:
    """When somebody is a newcomer no more; None for who is none.

    The day begins with the confirmed address: an account that lay waiting is not an old one.
    """
    if official or confirmed_at is None or now >= confirmed_at + FIRST_DAY:
        return None
    return confirmed_at + FIRST_DAY


def check_count(threads: int, replies: int, *, until: datetime, now: datetime) -> None:
    """How much was written on the first day, this text included.

    Raises:
        Refused: `newcomer_threads`, `newcomer_replies` (with `limit` and `until`).
    """
    facts: dict[str, Any] = {
        "headers": {"Retry-After": str(int((until - now).total_seconds()) + 1)},
        "until": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if threads > MAX_THREADS:
        raise Refused("newcomer_threads", limit=MAX_THREADS, **facts)
    if replies > MAX_REPLIES:
        raise Refused("newcomer_replies", limit=MAX_REPLIES, **facts)


def check_text(rendered: str, pictures: int, *, known: Collection[str]) -> None:
    """Raises:
    Refused: `newcomer_links` (with `limit`), `newcomer_pictures`.
    """
    if len(links_to_others(rendered, known=known)) > MAX_LINKS:
        raise Refused("newcomer_links", field="body", limit=MAX_LINKS)
    if pictures:
        raise Refused("newcomer_pictures", field="file")


def links_to_others(rendered: str, *, known: Collection[str]) -> list[str]:
    """The addresses that a text's HTML links to, but for those on known domains."""
    found = [html.unescape(address) for address in _LINK.findall(rendered)]
    return [address for address in found if not _is_known(address, known)]


def is_within(host: str, domain: str) -> bool:
    """Whether a host is a domain or stands below it, by whole labels: `a.lutsk.ua` in `lutsk.ua`, `xlutsk.ua` not."""
    labels, wanted = _labels(host), _labels(domain)
    return bool(wanted) and labels[-len(wanted) :] == wanted


def _is_known(address: str, known: Collection[str]) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return any(is_within(host, domain) for domain in known)


def _labels(host: str) -> list[str]:
    host = host.lower().removesuffix(".")
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        pass
    return host.split(".") if host else []
