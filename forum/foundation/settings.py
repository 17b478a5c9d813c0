"""Settings from the environment; a wrong one stops the start with one line that names it."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

# Whole labels, each with something in it: a list is never matched by how a name ends.
_DOMAIN = re.compile(r"[^\W_][\w-]*(\.[^\W_][\w-]*)+")
# How long before a visit: up to 30 days, or 99 hours or minutes.
REMINDER = re.compile(r"(?:([1-9]|[12]\d|30)d|([1-9]\d?)h|([1-9]\d?)m)", re.ASCII)
MOST_REMINDERS = 5
USUAL_REMINDERS = ("7d", "1d", "1h")


class SettingError(Exception):
    """A setting is missing or wrong; the message names it and says what it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator can choose.

    Attributes:
        database_url: `sqlite:///path` or `postgresql://…`.
        valkey_url: `valkey://host:port/0`, or None for a single process.
        smtp_url: `smtp://`, `smtp+starttls://` or `smtps://user:password@host:port`, or None: mail stays in the outbox.
        base_url: what links in mails and files start with; scheme and host, no path.
        hosts: the Host headers that are answered.
        limits: False lifts rate and socket limits, for tests and benchmarks.
        development: True opens the outbox page; on by default without SMTP where both the address listened on and
            the public one are of this machine.
        trusted_proxies: addresses whose X-Forwarded-For is believed.
        contact: the mail address that people and authorities can write to.
        websub_hub: where feed readers subscribe to be told of news; None for nowhere.
        source_url: where this program's source can be had.
        known_domains: domains, with all below them, that somebody new may link to as often as they like; our own is
            always among them.
        replies_to: the mail address that calendars answer invitations to, for `mosty mail reply`; None for nowhere.
        reminders: when guests of a visit are reminded, unless its host says otherwise.
        public_metrics: True answers /metrics on the public port.
        jitsi_url: a Jitsi Meet server that takes our tokens, `https://APP_ID:SECRET@host`; None for none.
        bbb_url: a BigBlueButton server, `https://:SECRET@host/bigbluebutton`; None for none.
        pg_bin: the folder of pg_dump and pg_restore, None to look on PATH.
    """

    host: str
    port: int
    base_url: str
    hosts: frozenset[str]
    data_dir: Path
    database_url: str
    secret_key: str
    valkey_url: str | None = None
    smtp_url: str | None = None
    mail_from: str = "Mosty <mosty@localhost>"
    site_name: str = "Mosty"
    limits: bool = True
    development: bool = False
    trusted_proxies: tuple[str, ...] = ()
    public_metrics: bool = False
    contact: str | None = None
    source_url: str | None = None
    websub_hub: str | None = None
    pg_bin: Path | None = None
    jitsi_url: str | None = None
    bbb_url: str | None = None
    known_domains: tuple[str, ...] = ()
    replies_to: str | None = None
    reminders: tuple[str, ...] = USUAL_REMINDERS

    @property
    def secure(self) -> bool:
        """Whether cookies can be `__Host-` and Secure: over TLS, and on loopback where browsers allow it."""
        parts = urlsplit(self.base_url)
        return parts.scheme == "https" or is_loopback(parts.hostname or "")

    @property
    def files_dir(self) -> Path:
        """Where the files that people brought lie; every process needs the same folder."""
        return self.data_dir / "files"

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")


def is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def from_environment(
    environ: Mapping[str, str] = os.environ, *, host: str | None = None, port: int | None = None
) -> Settings:
    """Read the settings; `host` and `port` from the command line win over the environment.

    Raises:
        SettingError: naming the first setting that is wrong.
    """
    host = host or environ.get("MOSTY_HOST", "127.0.0.1")
    port = port or read_port(environ.get("MOSTY_PORT", "8000"), "MOSTY_PORT is")
    base_url, hosts = _addresses(environ, host, port)
    data_dir = Path(environ.get("MOSTY_DATA_DIR", "var")).expanduser().resolve()
    smtp_url = _url(environ, "MOSTY_SMTP_URL", ("smtp", "smtps", "smtp+starttls"))
    return Settings(
        host=host,
        port=port,
        base_url=base_url,
        hosts=hosts,
        data_dir=data_dir,
        database_url=_url(environ, "MOSTY_DATABASE_URL", ("sqlite", "postgresql"))
        or f"sqlite:///{data_dir / 'mosty.sqlite3'}",
        secret_key=_secret_key(environ, data_dir),
        valkey_url=_url(environ, "MOSTY_VALKEY_URL", ("valkey", "valkeys", "redis", "unix")),
        smtp_url=smtp_url,
        mail_from=environ.get("MOSTY_MAIL_FROM") or f"Mosty <mosty@{urlsplit(base_url).hostname}>",
        site_name=environ.get("MOSTY_SITE_NAME", "Mosty"),
        limits=_switch(environ, "MOSTY_LIMITS", default=True),
        development=_switch(
            environ,
            "MOSTY_DEVELOPMENT",
            default=smtp_url is None and is_loopback(host) and is_loopback(urlsplit(base_url).hostname or ""),
        ),
        trusted_proxies=tuple(filter(None, environ.get("MOSTY_TRUSTED_PROXIES", "").replace(" ", "").split(","))),
        contact=environ.get("MOSTY_CONTACT") or None,
        websub_hub=_url(environ, "MOSTY_WEBSUB_HUB", ("https", "http")),
        source_url=_url(environ, "MOSTY_SOURCE_URL", ("https", "http")),
        public_metrics=_switch(environ, "MOSTY_PUBLIC_METRICS", default=False),
        known_domains=_domains(environ, base_url),
        replies_to=_replies_to(environ),
        reminders=_reminders(environ),
        jitsi_url=_secret_url(environ, "MOSTY_JITSI_URL", "https://APP_ID:SECRET@meet.example.org"),
        bbb_url=_secret_url(environ, "MOSTY_BBB_URL", "https://:SECRET@bbb.example.org/bigbluebutton"),
        pg_bin=Path(environ["MOSTY_PG_BIN"]).expanduser() if environ.get("MOSTY_PG_BIN") else None,
    )


def _domains(environ: Mapping[str, str], base_url: str) -> tuple[str, ...]:
    named = [name.strip().lower() for name in environ.get("MOSTY_KNOWN_DOMAINS", "").split(",") if name.strip()]
    wrong = next((name for name in named if not _DOMAIN.fullmatch(name)), None)
    if wrong is not None:
        raise SettingError(
            f"MOSTY_KNOWN_DOMAINS has {wrong!r}; it should be names such as lutskrada.gov.ua, with commas"
        )
    return (urlsplit(base_url).hostname or "localhost", *named)


def _replies_to(environ: Mapping[str, str]) -> str | None:
    address = environ.get("MOSTY_REPLIES_TO") or None
    # The name is lengthened by a plus sign and a secret, up to the 64 octets of RFC 5321.
    if address is not None and not re.fullmatch(r"[\w.-]{1,39}@[\w-]+(\.[\w-]+)*", address, re.ASCII):
        raise SettingError(f"MOSTY_REPLIES_TO is {address!r}; it should be like replies@bridges.example.org")
    return address


def _reminders(environ: Mapping[str, str]) -> tuple[str, ...]:
    named = environ.get("MOSTY_REMINDERS")
    if named is None:
        return USUAL_REMINDERS
    kinds = tuple(kind.strip() for kind in named.split(",") if kind.strip())
    wrong = next((kind for kind in kinds if not REMINDER.fullmatch(kind)), None)
    if wrong is not None or len(kinds) > MOST_REMINDERS:
        raise SettingError(
            f"MOSTY_REMINDERS is {named!r}; it should be up to {MOST_REMINDERS} times such as 7d,1d,1h, or empty"
        )
    return kinds


def read_port(text: str, named: str) -> int:
    """The port that somebody chose; `named` begins the sentence that refuses it: "MOSTY_PORT is".

    Raises:
        SettingError: for anything but a number from 1 to 65535.
    """
    if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536:
        return int(text)
    raise SettingError(f"{named} {text!r}; it should be a number from 1 to 65535")


def _switch(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environ.get(name, "").lower()
    if value in ("", "on", "off", "1", "0", "true", "false"):
        return default if not value else value in ("on", "1", "true")
    raise SettingError(f"{name} is {value!r}; it should be on or off")


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    value = environ.get(name, "")
    if not value:
        return None
    if urlsplit(value).scheme not in schemes:
        raise SettingError(f"{name} is not understood; it should start with {' or '.join(s + '://' for s in schemes)}")
    return value


def _secret_url(environ: Mapping[str, str], name: str, like: str) -> str | None:
    """The address of a service with the secret that we share; plain http only on this machine."""
    value = environ.get(name, "")
    if not value:
        return None
    try:
        parts = urlsplit(value)
        safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        good = safe and parts.hostname and parts.password and not parts.query and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise SettingError(f"{name} is not understood; it should be like {like}")
    return value


def _addresses(environ: Mapping[str, str], host: str, port: int) -> tuple[str, frozenset[str]]:
    base_url = environ.get("MOSTY_BASE_URL", "").rstrip("/")
    hosts = {name.strip().lower() for name in environ.get("MOSTY_HOSTS", "").split(",") if name.strip()}
    if base_url:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            raise SettingError("MOSTY_BASE_URL should be like https://bridges.example.org, without a path")
        return base_url, frozenset(hosts | {parts.netloc.lower()})
    if not is_loopback(host) and not hosts:
        raise SettingError("MOSTY_BASE_URL is missing; give the public address, like https://bridges.example.org")
    shown = f"[{host}]" if ":" in host else host
    aliases = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]", shown)}
    return f"http://{shown}:{port}", frozenset(hosts | aliases)


def _secret_key(environ: Mapping[str, str], data_dir: Path) -> str:
    given = environ.get("MOSTY_SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise SettingError("MOSTY_SECRET_KEY is too short; it should have at least 32 random characters")
        return given
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
        return path.read_text()
    except OSError as error:
        raise SettingError(
            f"MOSTY_DATA_DIR is {data_dir}; it should be a folder that can be written ({error.strerror})"
        ) from error
