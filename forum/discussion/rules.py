"""What holds for boards, threads and posts, whoever asks."""

import re
from dataclasses import dataclass
from enum import StrEnum

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES, known_locale
from forum.foundation.ids import client_id, digest
from forum.foundation.text import clean

MAX_TITLE = 200
MAX_BODY = 20_000
MAX_REASON = 1_000
MAX_BOARD_NAME = 80
MAX_BOARD_ABOUT = 400
POSTS_A_PAGE = 50
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class State(StrEnum):
    """What became of a post: hidden by a moderator, who may restore it, or removed by its author, for good."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it came from outside, cleaned: what is stored and how a repeat is known.

    Attributes:
        title: "" for a reply.
    """

    client_id: str
    title: str
    body: str
    lang: str

    def digest(self, *place: object) -> str:
        return digest(*place, self.title, self.body, self.lang)


def draft(*, id: object, body: str, lang: object, title: str | None = None) -> Draft:  # noqa: A002
    """Raises:
    Refused: `bad_client_id`, `lang_unknown`, or what `text.clean` refuses, at its field.
    """
    return Draft(
        client_id=client_id(id),
        title="" if title is None else clean(title, limit=MAX_TITLE, field="title", multiline=False),
        body=body_text(body),
        lang=known_locale(lang),
    )


def body_text(body: str) -> str:
    return clean(body, limit=MAX_BODY, field="body")


def reason_text(reason: str) -> str:
    return clean(reason, limit=MAX_REASON, field="reason")


def board_slug(slug: str) -> str:
    """Raises:
    Refused: `slug_invalid`.
    """
    if len(slug) > MAX_BOARD_NAME or not _SLUG.fullmatch(slug):
        raise Refused("slug_invalid", field="slug")
    return slug


def board_texts(texts: dict[str, str], *, limit: int, optional: bool = False) -> dict[str, str]:
    """The text in every language of ours, or in those that are given when it is optional."""
    cleaned = {
        lang: clean(texts.get(lang, ""), limit=limit, field=lang, multiline=False, optional=optional)
        for lang in LOCALES
    }
    return {lang: text for lang, text in cleaned.items() if text}


def check_author(author_id: int, viewer_id: int) -> None:
    """Raises:
    Refused: `not_yours`.
    """
    if author_id != viewer_id:
        raise Refused("not_yours")


def check_open(*, closed: bool) -> None:
    """Raises:
    Refused: `thread_closed`.
    """
    if closed:
        raise Refused("thread_closed")


def page_start(number: int) -> int:
    """The `after` of the page on which a post stands; 0 is the first page."""
    return (number - 1) // POSTS_A_PAGE * POSTS_A_PAGE


def quoted(body: str) -> str:
    """A text as a Markdown quote, with an empty line to go on below it."""
    return "".join(f"> {line}".rstrip() + "\n" for line in body.split("\n")) + "\n"
