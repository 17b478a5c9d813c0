"""Texts that somebody has begun: where they would stand, and how unfinished they may be."""

from dataclasses import dataclass

from forum.discussion.rules.texts import MAX_BODY, MAX_TITLE
from forum.foundation.errors import Refused
from forum.foundation.i18n import known_locale
from forum.foundation.text import clean

MAX_DRAFTS = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text would stand: exactly one of the two is set."""

    board: str | None = None
    thread: str | None = None

    def __str__(self) -> str:
        return f"board-{self.board}" if self.thread is None else f"thread-{self.thread}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """What is there of a text; either part may be missing."""

    title: str
    body: str
    lang: str

    @property
    def is_empty(self) -> bool:
        return not self.title and not self.body


def read_place(text: str) -> Place:
    """The place in an address: `board-water` or `thread-k3f…`.

    Raises:
        Refused: `not_found` for anything else.
    """
    kind, _, key = text.partition("-")
    if kind not in ("board", "thread") or not key:
        raise Refused("not_found")
    return Place(board=key) if kind == "board" else Place(thread=key)


def unfinished(*, title: str, body: str, lang: object) -> Unfinished:
    """Raises:
    Refused: `lang_unknown`, or what `text.clean` refuses but emptiness, at its field.
    """
    return Unfinished(
        title=clean(title, limit=MAX_TITLE, field="title", multiline=False, optional=True),
        body=clean(body, limit=MAX_BODY, field="body", optional=True),
        lang=known_locale(lang),
    )
