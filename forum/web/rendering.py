"""Pages from templates: one Jinja environment a language, the frame's globals, conditional answers."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined, select_autoescape
from litestar import Response
from litestar.datastructures import Cookie

from forum.foundation import i18n
from forum.foundation.capability import Capability, NavItem
from forum.foundation.errors import N_, Refused
from forum.web.assets import Assets
from forum.web.forms import Form
from forum.web.request import MostyRequest

FORUM = Path(__file__).parents[1]
MAX_NOTICE_BYTES = 600


class Rendering:
    """Turns a template's name and its facts into a page in the request's language."""

    def __init__(self, capabilities: Iterable[Capability], base_url: str, site_name: str) -> None:
        self.assets = Assets()
        self.base_url = base_url
        self._nav: Sequence[NavItem] = sorted(
            (item for c in capabilities for item in c.nav), key=lambda item: item.order
        )
        folders = {path.parent.name: FileSystemLoader(path) for path in FORUM.glob("*/templates")}
        # web's own folder already carries its prefix: forum/web/templates/web/layout.html
        folders["web"] = FileSystemLoader(FORUM / "web" / "templates" / "web")
        self._environments = {
            locale: self._environment(locale, PrefixLoader(folders), site_name) for locale in i18n.LOCALES
        }

    def _environment(self, locale: str, loader: PrefixLoader, site_name: str) -> Environment:
        environment = Environment(
            loader=loader,
            autoescape=select_autoescape(default=True, default_for_string=True),
            extensions=["jinja2.ext.i18n"],
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.policies["ext.i18n.trimmed"] = True
        environment.install_gettext_translations(i18n.catalogue(locale), newstyle=True)  # type: ignore[attr-defined]
        environment.globals.update(
            locale=locale,
            locales=list(i18n.LOCALES.items()),
            site_name=site_name,
            asset=self.assets.address,
            absolute=lambda path: f"{self.base_url}{path}",
            format_number=partial(i18n.format_number, locale),
            format_list=partial(i18n.format_list, locale),
            zone_name=partial(i18n.zone_name, locale),
            offset_name=i18n.offset_name,
            in_language=lambda texts, original=None: i18n.in_language(texts, locale, original=original),
            language_name=lambda code: i18n.translate(locale, LANGUAGE_NAMES[code]),
        )
        return environment

    def render(self, request: MostyRequest, name: str, **facts: Any) -> str:
        """The HTML of a template, with the frame's globals for this request."""
        return self._environments[request.locale].get_template(name).render(self._frame(request) | facts)

    def fragment(self, locale: str, name: str, **facts: Any) -> str:
        """The text of a template outside a request: a mail's body, a part of a page."""
        return self._environments[locale].get_template(name).render(**facts)

    def error_page(self, request: MostyRequest, status: int, refused: Refused, sentence: str) -> str:
        return self.render(
            request, "web/error.html", status=status, code=refused.code, sentence=sentence, facts=refused.facts
        )

    def _frame(self, request: MostyRequest) -> dict[str, Any]:
        locale, path = request.locale, request.scope["path"]
        zone = request.viewer.zone or i18n.DEFAULT_ZONES[locale]
        now = request.services.clock.now()
        _, first, *below = path.split("/", 2)
        rest = "/" + "".join(below) if first in i18n.LOCALES else "/"
        query = request.scope["query_string"].decode("latin-1")

        def shown(formatter: Callable[[str, Any, str], str]) -> Callable[..., str]:
            def show(moment: datetime | date, in_zone: str = zone) -> str:
                return formatter(locale, moment, in_zone)

            return show

        return {
            "path": rest,
            "path_in": lambda code: f"/{code}{quote(rest)}" + (f"?{query}" if query else ""),
            "url": lambda to: f"/{locale}{to}",
            "viewer": request.viewer,
            "nav": [
                _NavLink(f"/{locale}{n.path}", i18n.translate(locale, n.label), rest.startswith(n.path))
                for n in self._nav
            ],
            "zone": zone,
            "format_date": shown(i18n.format_date),
            "format_day": shown(i18n.format_day),
            "format_time": shown(i18n.format_time),
            "format_datetime": shown(i18n.format_datetime),
            "time_ago": lambda moment: i18n.time_ago(locale, moment, now),
            "now": now,
            "notice": read_notice(request),
            "development": request.services.settings.development,
        }


class _NavLink:
    __slots__ = ("current", "label", "path")

    def __init__(self, path: str, label: str, current: bool) -> None:  # noqa: FBT001
        self.path, self.label, self.current = path, label, current


LANGUAGE_NAMES = {"uk": N_("Ukrainian"), "en": N_("English"), "pl": N_("Polish")}


def page(
    request: MostyRequest, name: str, *, status: int = 200, form: Form | None = None, **facts: Any
) -> Response[bytes]:
    """A page. Anonymous ones are the same bytes for everybody in that language and carry a strong ETag.

    Args:
        form: shown with what was typed; its status becomes the page's when it failed.
    """
    form = form or Form()
    rendering: Rendering = request.app.state.rendering
    body = rendering.render(request, name, form=form, **facts).encode()
    status = form.status if form.failed else status
    headers = {"Vary": "Cookie, Accept-Language"}
    cookies: list[Cookie] = []
    if request.viewer.id is not None or status != 200 or read_notice(request):
        headers["Cache-Control"] = "no-store"
        if NOTICE_COOKIE in request.cookies or f"__Host-{NOTICE_COOKIE}" in request.cookies:
            cookies = [cookie(request, NOTICE_COOKIE, "", seconds=0)]
    else:
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        headers |= {"Cache-Control": "public, no-cache", "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(b"", status_code=304, headers=headers, media_type="text/html")
    return Response(body, status_code=status, media_type="text/html", headers=headers, cookies=cookies)


NOTICE_COOKIE = "mosty_notice"


def redirect(
    request: MostyRequest, path: str, *, notice: str | None = None, cookies: Sequence[Cookie] = ()
) -> Response[Any]:
    """A 303 to a path of this site.

    Args:
        notice: an `N_()` sentence that the next page shows once, translated.
    """
    kept = [*cookies, cookie(request, NOTICE_COOKIE, quote(notice), seconds=60)] if notice else [*cookies]
    return Response(
        b"",
        status_code=303,
        headers={"Location": path, "Cache-Control": "no-store"},
        cookies=kept,
        media_type="text/html",
    )


def cookie_name(request: MostyRequest, name: str) -> str:
    """`__Host-` cookies (RFC 6265bis) wherever browsers accept them."""
    return f"__Host-{name}" if request.services.settings.secure else name


def cookie(request: MostyRequest, name: str, value: str, *, seconds: int) -> Cookie:
    """A cookie for this host alone, out of reach of scripts; `seconds` 0 removes it."""
    return Cookie(
        key=cookie_name(request, name),
        value=value,
        max_age=seconds,
        path="/",
        secure=request.services.settings.secure,
        httponly=True,
        samesite="lax",
    )


def read_notice(request: MostyRequest) -> str | None:
    """The sentence the last action left; only sentences the catalogues know, so that a forged cookie says nothing."""
    raw = request.cookies.get(cookie_name(request, NOTICE_COOKIE), "")
    if not raw or len(raw) > MAX_NOTICE_BYTES:
        return None
    sentence = unquote(raw)
    known = sentence in getattr(i18n.catalogue("uk"), "_catalog", {})
    return i18n.translate(request.locale, sentence) if known else None
