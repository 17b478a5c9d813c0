"""Mails as finished bytes: text and HTML in the reader's language, headers built by `EmailMessage` alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from forum.foundation import i18n
from forum.foundation.ids import short_id
from forum.foundation.site import Site
from forum.mail.rules import plain

FORUM = Path(__file__).parents[1]
MAX_SUBJECT = 200
# Seven bits pass every relay unchanged, so that the bytes that arrive are those we froze.
_POLICY = SMTP.clone(cte_type="7bit")
_LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)]")


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar object for the reader's calendar (iMIP, RFC 6047); `method` is the one inside `content`."""

    method: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail ready to go; `id` is the local part of its Message-ID and names it in the outbox."""

    id: str
    message_id: str
    subject: str
    content: bytes


def compose(
    site: Site,
    *,
    to: str,
    lang: str,
    template: str,
    facts: Mapping[str, Any],
    now: datetime,
    unsubscribe: str | None = None,
    invitation: Invitation | None = None,
) -> Composed:
    """Write a mail.

    Args:
        template: `accounts/confirm` for `forum/accounts/templates/mail/confirm.txt`; its first line is the subject.
        facts: what the template names. A text that starts with "/" is a path of this site and becomes a whole link;
            every other text loses what could make it a link, a line or a header.
        unsubscribe: the path that ends such mails by one POST (RFC 8058). It stands in headers alone: who answers a
            mail or passes it on gives away what stands in its text.
        invitation: what the reader's calendar is to take in.

    Raises:
        ValueError: when `to` could break a header.
    """
    known = {name: _fact(site, value) for name, value in facts.items()}
    text = _environment(lang).get_template(template + ".txt").render(site_name=site.name, **known)
    subject, _, body = text.strip().partition("\n")
    subject, body = subject.strip()[:MAX_SUBJECT], body.strip() + "\n"
    name, sender = parseaddr(site.mail_from)
    mail_id = short_id()
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail_id}@{sender.rpartition('@')[2]}>"
    # RFC 3834: no out-of-office answers to a machine.
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{site.base_url}{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(body, charset="utf-8")
    message["Content-Language"] = lang
    message.add_alternative(_as_html(lang, site, subject, body), subtype="html", charset="utf-8")
    if invitation is not None:
        parameters = {"method": invitation.method, "component": "VEVENT"}
        # Last, as the richest of the alternatives (RFC 2046, 5.1.4); base64 keeps its line ends.
        message.add_alternative(
            invitation.content.decode(), subtype="calendar", charset="utf-8", cte="base64", params=parameters
        )
    return Composed(mail_id, str(message["Message-ID"]), subject, message.as_bytes())


def _fact(site: Site, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return site.base_url + value if value.startswith("/") and not value.startswith("//") else plain(value)


def _as_html(lang: str, site: Site, subject: str, body: str) -> str:
    paragraphs = [_with_links(part) for part in body.strip().split("\n\n")]
    layout = _environment(lang).get_template("mail/layout.html")
    return layout.render(subject=subject, paragraphs=paragraphs, site_name=site.name, base_url=site.base_url)


def _with_links(paragraph: str) -> Markup:
    out, done = Markup(), 0
    for found in _LINK.finditer(paragraph):
        link = escape(found[0])
        out += escape(paragraph[done : found.start()]) + Markup('<a href="{0}">{0}</a>').format(link)
        done = found.end()
    return Markup("<br>\n").join((out + escape(paragraph[done:])).split("\n"))


@cache
def _environment(lang: str) -> Environment:
    folders = {path.parents[1].name: FileSystemLoader(path) for path in FORUM.glob("*/templates/mail")}
    environment = Environment(
        loader=PrefixLoader(folders),
        autoescape=select_autoescape(["html"], default=False),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(i18n.catalogue(lang), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        locale=lang,
        format_number=partial(i18n.format_number, lang),
        format_day=partial(i18n.format_day, lang),
        format_date=partial(i18n.format_date, lang),
        format_time=partial(i18n.format_time, lang),
        format_datetime=partial(i18n.format_datetime, lang),
        zone_name=partial(i18n.zone_name, lang),
    )
    return environment
