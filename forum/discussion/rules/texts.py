"""The texts of boards, threads and posts: what may be written, by whom, and where it stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES, known_locale
from forum.foundation.ids import client_id, digest
from forum.foundation.text import clean

MAX_TITLE = 200
MAX_BODY = 20_000
MAX_REASON = 1_000
MAX_TAGS = 5
MAX_BOARD_NAME = 80
MAX_BOARD_ABOUT = 400
POSTS_A_PAGE = 50
_KEY = re.compile(r"[A-Za-z0-9-]+")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class State(StrEnum):
    """What became of a post: hidden by a moderator, who may restore it, or removed by its author, for good.

    A thread is what its first post is, or merged into another one, which has its posts.
    """

    VISIBLE = "visible"
    HIDDEN = "hidden"
    REMOVED = "removed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it came from outside, cleaned: what is stored and how a repeat is known.

    Attributes:
        title: "" for a reply.
        tags: slugs that a thread opens with.
        files: the public ids of those that are to stand beside it.
    """

    client_id: str
    title: str
    body: str
    lang: str
    tags: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def digest(self, *place: object) -> str:
        beside = [("files", *self.files)] if self.files else []
        return digest(*place, self.title, self.body, self.lang, *self.tags, *beside)


def draft(
    *,
    id: object,
    body: str,
    lang: object,
    title: str | None = None,
    tags: Iterable[str] = (),
    files: Iterable[str] = (),
) -> Draft:
    """Raises:
    Refused: `bad_client_id`, `lang_unknown`, what `chosen_tags` or `text.clean` refuses, at its field.
    """
    return Draft(
        client_id=client_id(id),
        title="" if title is None else clean(title, limit=MAX_TITLE, field="title", multiline=False),
        body=body_text(body),
        lang=known_locale(lang),
        tags=chosen_tags(tags),
        files=tuple(dict.fromkeys(files)),
    )


def chosen_tags(slugs: Iterable[str]) -> tuple[str, ...]:
    """The slugs without repeats, in the order of the alphabet.

    Raises:
        Refused: `too_many_tags` (with `limit`), `tag_unknown` for what can be no slug.
    """
    chosen = tuple(sorted(set(slugs)))
    if not all(map(_SLUG.fullmatch, chosen)):
        raise Refused("tag_unknown", field="tags")
    if len(chosen) > MAX_TAGS:
        raise Refused("too_many_tags", field="tags", limit=MAX_TAGS)
    return chosen


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


def key(text: str) -> str:
    """A public id or slug as it came from outside; "" for what can be none, which no row has and every store takes."""
    return text if len(text) <= MAX_BOARD_NAME and _KEY.fullmatch(text) else ""


def page_start(number: int) -> int:
    """The `after` of the page on which a post stands; 0 is the first page."""
    return (number - 1) // POSTS_A_PAGE * POSTS_A_PAGE


def quoted(body: str) -> str:
    """A text as a Markdown quote, with an empty line to go on below it."""
    return "".join(f"> {line}".rstrip() + "\n" for line in body.split("\n")) + "\n"
