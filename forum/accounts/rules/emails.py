"""What an e-mail address may look like, and when two are the same."""

import re
import unicodedata

from forum.foundation.errors import Refused

MAX_ADDRESS = 254
MAX_LOCAL = 64
# RFC 5322's dot-atom. Quoted local parts exist on paper only, and SMTPUTF8 ones cannot be delivered everywhere.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def address(text: str, *, field: str | None = "email") -> str:
    """The address as it is stored: the local part exactly as given, the domain in lower-case punycode.

    Raises:
        Refused: `email_invalid`.
    """
    text = text.strip(" ")
    local, at, domain = text.partition("@")
    if not at or len(text) > MAX_ADDRESS or len(local) > MAX_LOCAL or not _LOCAL.fullmatch(local):
        raise Refused("email_invalid", field=field)
    folded = _folded(domain)
    if folded is None or len(local) + 1 + len(folded) > MAX_ADDRESS:
        raise Refused("email_invalid", field=field)
    return f"{local}@{folded}"


def shown(stored: str) -> str:
    """A stored address for people: the domain in its own letters."""
    local, _, domain = stored.rpartition("@")
    try:
        return f"{local}@{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return stored


def _folded(domain: str) -> str | None:
    try:
        ascii_domain = unicodedata.normalize("NFKC", domain).lower().encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = ascii_domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return ascii_domain
