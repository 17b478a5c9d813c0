"""What several account pages share."""

from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

from forum.accounts.authentication import SESSION_COOKIE
from forum.accounts.rules.limits import SESSION_LIFE
from forum.foundation import i18n
from forum.web.headers import SITE_ALONE
from forum.web.rendering import cookie, page
from forum.web.request import MostyRequest


def confirm_page(request: MostyRequest, *, title: str, text: str, action: str, button: str) -> Response[bytes]:
    """A page with a button only; title, text and label are `N_()` sentences."""
    words: dict[str, Any] = {
        name: i18n.translate(request.locale, sentence)
        for name, sentence in {"title": title, "text": text, "button": button}.items()
    }
    return page(request, "web/confirm.html", action=action, **words)


def kept_from_caches(answer: Response[bytes]) -> Response[bytes]:
    """A page that shows a secret: no cache keeps it."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def at_a_secret_address(answer: Response[bytes]) -> Response[bytes]:
    """A page whose address holds the token of a mail: no cache keeps it, and nobody is told where one came from."""
    answer.headers["Referrer-Policy"] = SITE_ALONE
    return kept_from_caches(answer)


def session_cookie(request: MostyRequest, secret: str) -> Cookie:
    """What signs this browser in."""
    return cookie(request, SESSION_COOKIE, secret, seconds=int(SESSION_LIFE.total_seconds()))


def device_name(user_agent: str) -> str:
    """A browser as its owner would recognise it, such as "Firefox, Windows"; "" when it says nothing we know."""
    browsers = {"Firefox/": "Firefox", "Edg/": "Edge", "OPR/": "Opera", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {
        "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS",
        "Linux": "Linux",
    }  # fmt: skip
    found = [next((name for mark, name in marks.items() if mark in user_agent), "") for marks in (browsers, systems)]
    return ", ".join(filter(None, found))
