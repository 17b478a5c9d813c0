"""The three kinds of files that can be brought in; see docs/moving.md."""

import csv
import html
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from forum.moving.rules.bbcode import markdown
from forum.moving.rules.entries import Entry, Unreadable, moment

PLAIN_COLUMNS = ("topic_id", "title", "post_id", "author", "created_at", "body")
PHPBB_COLUMNS = ("topic_id", "topic_title", "post_id", "username", "post_time", "post_text")
# A post of ours has 20,000 characters; others' may be longer and are cut.
MAX_FIELD = 10_000_000


def plain_csv(lines: Iterable[str]) -> Iterator[Entry]:
    """Raises:
    Unreadable.
    """
    for number, row in _rows(lines, PLAIN_COLUMNS):
        with _Place(f"row {number}"):
            yield Entry(
                topic=row["topic_id"], title=row["title"], post=row["post_id"], author=row["author"],
                at=moment(row["created_at"]), body=row["body"], lang=row.get("lang") or None,
            )  # fmt: skip


def phpbb(lines: Iterable[str]) -> Iterator[Entry]:
    """Raises:
    Unreadable.
    """
    for number, row in _rows(lines, PHPBB_COLUMNS):
        with _Place(f"row {number}"):
            yield Entry(
                topic=row["topic_id"], title=html.unescape(row["topic_title"]), post=row["post_id"],
                author=html.unescape(row["username"]), at=moment(row["post_time"]),
                body=markdown(html.unescape(row["post_text"])),
            )  # fmt: skip


def discourse(lines: Iterable[str]) -> Iterator[Entry]:
    """One JSON document, or one topic a line. A topic holds its posts, as `posts` or as `post_stream.posts`.

    Raises:
        Unreadable.
    """
    for number, topic in enumerate(_topics(lines), 1):
        with _Place(f"topic {number}"):
            for post in topic.get("posts") or topic["post_stream"]["posts"]:
                yield Entry(
                    topic=str(topic["id"]), title=str(topic["title"]), post=str(post["id"]),
                    author=str(post.get("name") or post["username"]), at=moment(str(post["created_at"])),
                    body=str(post["raw"]),
                )  # fmt: skip


FORMATS: dict[str, Callable[[Iterable[str]], Iterator[Entry]]] = {
    "csv": plain_csv,
    "phpbb": phpbb,
    "discourse": discourse,
}


class _Place:
    """Names where a file could not be read."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, KeyError | ValueError | TypeError | AttributeError | OverflowError | OSError):
            raise Unreadable(f"{self._where}: {type(error).__name__} {error}") from error


def _rows(lines: Iterable[str], columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(MAX_FIELD)
    reader = csv.DictReader(lines, restval="")
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise Unreadable(f"the first line lacks the columns {', '.join(missing)}")
    try:
        yield from enumerate(reader, 2)
    except csv.Error as error:
        raise Unreadable(f"line {reader.line_num}: {error}") from error


def _topics(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    lines = iter(lines)
    first = next(lines, "")
    try:
        whole = json.loads(first)
    except (ValueError, RecursionError):
        yield from _topics_of(_loaded(first + "".join(lines), "the file"))
        return
    yield from _topics_of(whole)
    for number, line in enumerate(lines, 2):
        if line.strip():
            yield from _topics_of(_loaded(line, f"line {number}"))


def _loaded(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{where} is not JSON: {error}") from error


def _topics_of(document: Any) -> Iterator[dict[str, Any]]:
    """The topics of a document; where its posts stand beside them, each with those of its own."""
    if isinstance(document, dict) and "topics" in document:
        loose: dict[object, list[Any]] = {}
        with _Place("posts"):
            for post in document.get("posts") or ():
                loose.setdefault(post["topic_id"], []).append(post)
        with _Place("topics"):
            for topic in document["topics"]:
                yield {**topic, "posts": loose[topic["id"]]} if topic["id"] in loose else topic
    else:
        yield from document if isinstance(document, list) else [document]
