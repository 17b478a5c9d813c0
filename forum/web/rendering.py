"""Pages from templates: one Jinja environment a language, the frame's globals, conditional answers."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import BytecodeCache, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket
from litestar import Request, Response
from litestar.datastructures import Cookie
from markupsafe import Markup

from forum.foundation import i18n
from forum.foundation.capability import Capability, NavItem
from forum.foundation.errors import N_, Refused
from forum.web.assets import Assets
from forum.web.forms import Form
from forum.web.kept import Kept
from forum.web.place import Place, place_of
from forum.web.request import MostyRequest
from forum.web.shells import Piece, Shared, Shell, gzipped, hole, plain
from forum.web.words import Words

FORUM = Path(__file__).parents[1]
MAX_NOTICE_BYTES = 600


class Compiled(BytecodeCache):
    """What one language's environment compiled, for the others: they differ in what they are given, not in code."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


class Rendering:
    """Turns a template's name and its facts into a page in the request's language."""

    def __init__(self, capabilities: Iterable[Capability], base_url: str, site_name: str) -> None:
        self.assets = Assets()
        self.base_url = base_url
        self._kept = Kept()
        self._nav: Sequence[NavItem] = sorted(
            (item for c in capabilities for item in c.nav), key=lambda item: item.order
        )
        folders = {path.parent.name: FileSystemLoader(path) for path in FORUM.glob("*/templates")}
        # web's own folder already carries its prefix: forum/web/templates/web/layout.html
        folders["web"] = FileSystemLoader(FORUM / "web" / "templates" / "web")
        loader, compiled = PrefixLoader(folders), Compiled()
        self._environments = {locale: self._environment(locale, loader, compiled, site_name) for locale in i18n.LOCALES}

    def _environment(self, locale: str, loader: PrefixLoader, compiled: Compiled, site_name: str) -> Environment:
        environment = Environment(
            loader=loader,
            bytecode_cache=compiled,
            autoescape=select_autoescape(default=True, default_for_string=True),
            extensions=["jinja2.ext.i18n"],
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.policies["ext.i18n.trimmed"] = True
        catalogue = i18n.catalogue(locale)
        environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
        words = Words(catalogue.ugettext)
        environment.globals.update(
            _=words,
            gettext=words,
            hole=hole,
            locale=locale,
            url=lambda to: f"/{locale}{to}",
            locales=list(i18n.LOCALES.items()),
            site_name=site_name,
            asset=self.assets.address,
            absolute=lambda path: f"{self.base_url}{path}",
            format_number=partial(i18n.format_number, locale),
            format_list=partial(i18n.format_list, locale),
            zone_name=partial(i18n.zone_name, locale),
            offset_name=i18n.offset_name,
            in_language=lambda texts, original=None: i18n.in_language(texts, locale, original=original),
            language_name=lambda code: words(LANGUAGE_NAMES[code]) if code in LANGUAGE_NAMES else code,
        )
        return environment

    def render(
        self,
        request: MostyRequest,
        name: str,
        *,
        shared: Shared | None = None,
        standing_for: str | None = None,
        **facts: Any,
    ) -> list[Piece]:
        """The HTML of a template, with the frame's globals for this request.

        Args:
            shared: what the page shows outside its holes, where that is less than all facts.
        """
        place, zone = place_of(request, standing_for), reader_zone(request)
        environment = self._environments[request.locale]
        frame, own = self._frame(request, place, zone), _own_frame(request)
        everything = frame | own | (shared.facts if shared else {}) | facts

        def around_holes(seen: dict[str, Any]) -> Shell:
            return Shell(environment.get_template(name).render(seen))

        if shared is None:
            shell = around_holes(everything)
        else:
            of = (name, request.locale, place, zone)
            shell = shared.shell(of, lambda: around_holes(frame | {"viewer": shared.reader} | shared.facts))
        return shell.filled(lambda template: environment.get_template(template).render(everything))

    def fragment(self, locale: str, name: str, **facts: Any) -> str:
        """The text of a template outside a request: a mail's body, a part of a page."""
        return self._environments[locale].get_template(name).render(**facts)

    def error_page(self, request: MostyRequest, status: int, refused: Refused, sentence: str) -> bytes:
        # An address that cannot do what was asked cannot do it in another language either.
        front = f"/{request.locale}/" if status == 405 else None
        facts: dict[str, Any] = {"status": status, "code": refused.code, "sentence": sentence, "facts": refused.facts}
        typed = request.scope["state"].get("typed", [])
        return plain(self.render(request, "web/error.html", standing_for=front, typed=typed, **facts))

    def once(self, request: MostyRequest, name: str, *, in_zone: str | None = None, **facts: Any) -> Markup:
        """The HTML of a template that says nothing but these facts and how their moments read.

        Args:
            in_zone: where they read so; None for the reader's zone.
        """
        locale, zone = request.locale, in_zone or reader_zone(request)
        template = self._environments[locale].get_template(name)
        everything = {"locale": locale, "zone": zone, "name": name, **facts}
        return self._kept.get(everything, lambda: template.render(readings(locale, zone) | facts))

    def _frame(self, request: MostyRequest, place: Place, zone: str) -> dict[str, Any]:
        """What stands around each page of an address, whoever looks."""
        locale, path = request.locale, request.scope["path"]
        _, first, *below = path.split("/", 2)
        rest = "/" + "".join(below) if first in i18n.LOCALES else "/"

        return {
            "path": rest,
            "path_in": place.in_language,
            "sign_in": place.sign_in(locale),
            "once": partial(self.once, request),
            "nav": [
                _NavLink(f"/{locale}{n.path}", i18n.translate(locale, n.label), rest.startswith((n.path, *n.also)))
                for n in self._nav
            ],
            "development": request.services.settings.development,
            **readings(locale, zone),
        }


def _own_frame(request: MostyRequest) -> dict[str, Any]:
    """What only this reader sees, at this moment."""
    return {
        "viewer": request.viewer,
        "counts": request.scope["state"].get("counts", {}),
        "now": request.services.clock.now(),
        "notice": read_notice(request),
    }


def reader_zone(request: MostyRequest) -> str:
    """In which zone moments are read."""
    return request.viewer.zone or i18n.DEFAULT_ZONES[request.locale]


def readings(locale: str, zone: str) -> dict[str, Any]:
    """How moments read, for a reader of a language in a zone."""

    def shown(formatter: Callable[[str, Any, str], str]) -> Callable[..., str]:
        def show(moment: datetime | date, in_zone: str = zone) -> str:
            return formatter(locale, moment, in_zone)

        return show

    return {
        "zone": zone,
        "format_date": shown(i18n.format_date),
        "format_day": shown(i18n.format_day),
        "format_time": shown(i18n.format_time),
        "format_datetime": shown(i18n.format_datetime),
    }


class _NavLink:
    __slots__ = ("current", "label", "path")

    def __init__(self, path: str, label: str, current: bool) -> None:  # noqa: FBT001
        self.path, self.label, self.current = path, label, current


LANGUAGE_NAMES = {
    "uk": N_("Ukrainian"), "en": N_("English"), "pl": N_("Polish"), "ru": N_("Russian"), "lv": N_("Latvian"),
    "lt": N_("Lithuanian"), "et": N_("Estonian"), "de": N_("German"), "sk": N_("Slovak"), "fr": N_("French"),
    "cs": N_("Czech"), "ro": N_("Romanian"),
}  # fmt: skip


def page(
    request: MostyRequest,
    name: str,
    *,
    status: int = 200,
    form: Form | None = None,
    talk: bool = False,
    shared: Shared | None = None,
    standing_for: str | None = None,
    **facts: Any,
) -> Response[bytes]:
    """A page. Anonymous ones are the same bytes for everybody in that language and carry an ETag, a weak
    one since they travel compressed or not (RFC 9110, 8.8.3.3).

    Args:
        shared: what of it many readers see alike (`web/shells.py`).
        talk: it shows what is said in a room, and is never kept (`web/page_cache.py`).
        form: shown with what was typed; its status becomes the page's when it failed.
        standing_for: the address of the page that this answer to a form shows (`web/place.py`).
    """
    form = form or Form()
    rendering: Rendering = request.app.state.rendering
    pieces = rendering.render(request, name, shared=shared, standing_for=standing_for, form=form, **facts)
    status = form.status if form.failed else status
    headers = {"Vary": "Cookie, Accept-Language", **form.headers}
    cookies: list[Cookie] = []
    if request.viewer.id is not None or status != 200 or read_notice(request):
        headers["Cache-Control"] = "no-store"
        if shared is not None and "gzip" in request.headers.get("accept-encoding", ""):
            body = gzipped(pieces)
            headers |= {"Content-Encoding": "gzip", "Vary": f"{headers['Vary']}, Accept-Encoding"}
        else:
            body = plain(pieces)
        if NOTICE_COOKIE in request.cookies or f"__Host-{NOTICE_COOKIE}" in request.cookies:
            cookies = [cookie(request, NOTICE_COOKIE, "", seconds=0)]
    else:
        body = plain(pieces)
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
        headers |= {"Cache-Control": "no-cache" if talk else "public, no-cache", "ETag": tag}
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


def moved(request: Request[Any, Any, Any], path: str) -> Response[Any]:
    """A 308 to the one address of what was asked for; the question goes along."""
    query = request.scope["query_string"].decode("latin-1")
    return Response(
        b"",
        status_code=308,
        headers={"Location": quote(path) + (f"?{query}" if query else "")},
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
