"""`mosty doctor`: is everything as it should be?"""

import argparse
import asyncio
import shutil
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from urllib.parse import urlsplit

import sqlalchemy as sa

from forum.foundation import i18n
from forum.foundation.capability import Command
from forum.foundation.database import UnreachableError, check_reachable
from forum.foundation.services import Services
from forum.foundation.settings import Settings, is_loopback
from forum.migrations import schema
from forum.search import tries

PATIENCE_SECONDS = 5
OLDEST_TZDATA = timedelta(days=365)
LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and what to do when it is not. `fatal`: serving would not work."""

    what: str
    well: bool
    words: str
    fatal: bool = False


async def examine(arguments: argparse.Namespace, services: Services) -> int:
    """Look at everything, print a line each; exit code 1 when something would keep the product from working."""
    bad = False
    async for finding in findings(services):
        print(f"{'ok  ' if finding.well else 'FAIL' if finding.fatal else 'warn'}  {finding.what}: {finding.words}")
        bad = bad or (finding.fatal and not finding.well)
    return 1 if bad else 0


async def findings(services: Services) -> AsyncIterator[Finding]:
    """Every check, cheap ones first."""
    for finding in (*_settings(services), _disk(services), _clock(), _tzdata(), *_catalogues(), _word_forms()):
        yield finding
    yield await _database(services)
    yield await _smtp(services)
    yield await _valkey(services)


def _settings(services: Services) -> list[Finding]:
    settings = services.settings
    host = urlsplit(settings.base_url).hostname or ""
    public = not is_loopback(host)
    tls = settings.base_url.startswith("https://") or not public
    return [
        Finding(
            "address", tls, settings.base_url + ("" if tls else "; use https, or cookies and passwords travel in clear")
        ),
        Finding(
            "limits", settings.limits, "on" if settings.limits else "off (MOSTY_LIMITS); only for tests and benchmarks"
        ),
        Finding("contact", bool(settings.contact), settings.contact or "none; set MOSTY_CONTACT, the law asks for it"),
        Finding(
            "outbox page",
            not (settings.development and public),
            "open" if settings.development else "closed",
            fatal=True,
        ),
        _proxy(settings, public=public),
    ]


def _proxy(settings: Settings, *, public: bool) -> Finding:
    behind = public and is_loopback(settings.host)
    alone = behind and not settings.trusted_proxies
    words = "none trusted: all its visitors count as one address; set MOSTY_TRUSTED_PROXIES=127.0.0.1"
    return Finding("proxy", not alone, words if alone else ", ".join(settings.trusted_proxies) or "none")


def _disk(services: Services) -> Finding:
    folder = services.settings.data_dir
    free = shutil.disk_usage(folder if folder.exists() else ".").free
    return Finding("disk", free > LEAST_FREE_BYTES, f"{free // 2**20} MiB free in {folder}")


def _clock() -> Finding:
    year = datetime.now(UTC).year
    return Finding("clock", year >= 2026, f"it is {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")


def _tzdata() -> Finding:
    installed = version("tzdata")
    year = int(installed.split(".")[0])
    return Finding(
        "tzdata", datetime.now(UTC) - datetime(year, 1, 1, tzinfo=UTC) < OLDEST_TZDATA * 2, f"version {installed}"
    )


def _catalogues() -> list[Finding]:
    counts = {locale: len(getattr(i18n.catalogue(locale), "_catalog", {})) for locale in ("uk", "pl")}
    return [
        Finding(f"catalogue {locale}", count > 1, f"{count} sentences", fatal=True) for locale, count in counts.items()
    ]


def _word_forms() -> Finding:
    words = "the dictionaries are there" if tries.are_written() else "missing; run python -m forum.search.tries"
    return Finding("word forms", tries.are_written(), words)


async def _database(services: Services) -> Finding:
    database = services.database
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await check_reachable(database.engine)
            revision = await schema.current_revision(database.engine)
            async with database.read() as db:
                if database.is_sqlite:
                    broken = (await db.execute(sa.text("PRAGMA quick_check"))).scalar()
                    durable = (await db.execute(sa.text("PRAGMA synchronous"))).scalar() == 2
                else:
                    broken = "ok"
                    durable = (await db.execute(sa.text("SHOW synchronous_commit"))).scalar() == "on"
    except UnreachableError as error:
        return Finding("database", well=False, words=str(error), fatal=True)
    except Exception as error:
        return Finding("database", well=False, words=f"{type(error).__name__}: {error}".splitlines()[0], fatal=True)
    if revision != schema.head_revision():
        return Finding("database", well=False, words=f"at {revision}; run `mosty migrate`", fatal=True)
    return Finding(
        "database", broken == "ok" and durable, f"at {revision}, {'durable' if durable else 'NOT durable'}", fatal=True
    )


async def _smtp(services: Services) -> Finding:
    url = services.settings.smtp_url
    if not url:
        return Finding("mail", well=False, words="no MOSTY_SMTP_URL: mails stay in the outbox (`mosty outbox`)")
    parts = urlsplit(url)
    tls = ssl.create_default_context() if parts.scheme == "smtps" else None
    greeting = await _first_bytes(parts.hostname or "", parts.port or (465 if tls else 25), tls, b"")
    return Finding(
        "mail", greeting.startswith(b"220"), f"{parts.hostname} {'answers' if greeting else 'does not answer'}"
    )


async def _valkey(services: Services) -> Finding:
    url = services.settings.valkey_url
    if not url:
        return Finding("valkey", well=True, words="none: one process")
    parts = urlsplit(url)
    answer = await _first_bytes(parts.hostname or "", parts.port or 6379, None, b"PING\r\n")
    return Finding(
        "valkey", bool(answer), "answers" if answer else "does not answer: chat between processes is late by seconds"
    )


async def _first_bytes(host: str, port: int, tls: ssl.SSLContext | None, hello: bytes) -> bytes:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_connection(host, port, ssl=tls)
            writer.write(hello)
            answer = await reader.read(64)
            writer.close()
            return answer
    except (OSError, TimeoutError):
        return b""


COMMANDS = (
    Command(
        ("doctor",),
        "check settings, database, mail, Valkey, clock and catalogues",
        examine,
        migrated=False,
        reaching=False,
    ),
)
