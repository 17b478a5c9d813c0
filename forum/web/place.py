"""Which page of the site an answer stands for: where its language switch and a way back after signing in lead."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from litestar import Litestar

from forum.foundation.i18n import LOCALES
from forum.web.request import MostyRequest, local_path

# Who signs in does not come back to where one proves who one is, and secrets stay out of addresses.
_NO_RETURN: Final = ("/sign-in", "/sign-out", "/register", "/forgot", "/reset/", "/confirm/", "/unsubscribe/")


@dataclass(frozen=True, slots=True)
class Place:
    """An address below the language, as it stands in a link: with its escapes and its query."""

    address: str

    def in_language(self, code: str) -> str:
        return f"/{code}{self.address}"

    def sign_in(self, code: str) -> str:
        """The address of the sign-in page that leads back here, where here is somewhere to come back to."""
        if self.address.partition("?")[0] == "/sign-in":
            return self.in_language(code)
        if self.address == "/" or self.address.startswith(_NO_RETURN):
            return f"/{code}/sign-in"
        return f"/{code}/sign-in?next={quote(self.in_language(code), safe='')}"


FRONT: Final = Place("/")


def place_of(request: MostyRequest, standing_for: str | None = None) -> Place:
    """The page that an answer stands for.

    What is drawn in answer to a form stands for its own address where that can be opened as well, else for the page
    that the form stood on, else for the front page.

    Args:
        standing_for: its address, with the language, where the answer knows better.
    """
    if standing_for is not None:
        return _place(standing_for)
    query = request.scope["query_string"].decode("latin-1")
    own = quote(request.scope["path"]) + (f"?{query}" if query else "")
    if request.method in ("GET", "HEAD") or _can_be_opened(request.app, own):
        return _place(own)
    parts = urlsplit(request.headers.get("referer", ""))
    before = local_path(parts._replace(scheme="", netloc="", fragment="").geturl(), otherwise="/")
    ours = parts.netloc == request.headers.get("host") and _can_be_opened(request.app, before)
    return _place(before) if ours else FRONT


def _place(address: str) -> Place:
    path, question, query = address.partition("#")[0].partition("?")
    _, first, *below = path.split("/", 2)
    rest = "/" + "".join(below) if first in LOCALES else "/"
    return Place(f"{rest}{question}{query}")


def _can_be_opened(app: Litestar, address: str) -> bool:
    wanted = unquote(address.partition("?")[0]).strip("/").split("/")
    fitting = [route for route in app.routes if _fits(route, wanted)]
    # As the router does, words before places that take any word.
    closest = min(fitting, key=lambda route: route.path_format.count("{"), default=None)
    return "GET" in getattr(closest, "methods", ())


def _fits(route: Any, wanted: list[str]) -> bool:
    parts = route.path_format.strip("/").split("/")
    return len(parts) == len(wanted) and all(
        part.startswith("{") or part == word for part, word in zip(parts, wanted, strict=True)
    )
