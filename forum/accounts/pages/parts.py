"""What several account pages share."""

from typing import Any

from litestar import Response

from forum.foundation import i18n
from forum.web.rendering import page
from forum.web.request import MostyRequest


def zone_options() -> list[tuple[str, str]]:
    """The zones on offer as a select takes them."""
    return [(zone, zone.replace("_", " ")) for zone in i18n.zones()]


def confirm_page(request: MostyRequest, *, title: str, text: str, action: str, button: str) -> Response[bytes]:
    """A page with a button only; title, text and label are `N_()` sentences."""
    words: dict[str, Any] = {
        name: i18n.translate(request.locale, sentence)
        for name, sentence in {"title": title, "text": text, "button": button}.items()
    }
    return page(request, "web/confirm.html", action=action, **words)


def kept_from_caches(answer: Response[bytes]) -> Response[bytes]:
    """A page whose address is a secret, or which shows one: no cache keeps it."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def device_name(user_agent: str) -> str:
    """A browser as its owner would recognise it, such as "Firefox, Windows"; "" when it says nothing we know."""
    browsers = {"Firefox/": "Firefox", "Edg/": "Edge", "OPR/": "Opera", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {
        "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS",
        "Linux": "Linux",
    }  # fmt: skip
    found = [next((name for mark, name in marks.items() if mark in user_agent), "") for marks in (browsers, systems)]
    return ", ".join(filter(None, found))
