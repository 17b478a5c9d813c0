"""A board as one JSON document, and as pages that need no server."""

from collections.abc import AsyncIterator
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from forum.discussion.queries import BoardLine
from forum.foundation.database import Database
from forum.foundation.errors import N_
from forum.foundation.i18n import DEFAULT_ZONES, LOCALES, format_datetime, in_language, translate
from forum.moving import queries
from forum.moving.queries import PostOut, ThreadOut

FORMAT = "mosty-board-1"
_STYLE = (
    "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 system-ui,sans-serif}"
    ":root{color-scheme:light dark}"
    "article{border-top:1px solid #8888;padding:.5rem 0}header p,footer{opacity:.8}pre{overflow:auto}"
    "blockquote{margin:0;border-left:3px solid #8888;padding-left:1rem}img{max-width:100%}"
)
_WITHDRAWN = N_("A withdrawn thread")


async def as_json(database: Database, board: BoardLine) -> AsyncIterator[bytes]:
    """The document in pieces; texts stand in it as they were written, in Markdown."""
    head = {"format": FORMAT, "slug": board.slug, "names": board.names, "abouts": board.abouts}
    yield msgspec.json.encode(head)[:-1] + b',"threads":['
    comma = b""
    async for thread in queries.threads_of(database, board.row):
        facts = {"id": thread.id, "title": thread.title, "lang": thread.lang, "created_at": thread.created_at}
        yield comma + b"\n" + msgspec.json.encode(facts)[:-1] + b',"posts":['
        between = b""
        async for post in queries.posts_of(database, thread.row):
            yield between + b"\n" + msgspec.json.encode(_facts(post))
            between = b","
        yield b"]}"
        comma = b","
    yield b"\n]}\n"


async def write(database: Database, board: BoardLine, folder: Path) -> int:
    """Write `board.json`, and for each language a folder of pages; returns how many threads went along."""
    _make(folder)
    with (folder / "board.json").open("wb") as file:
        async for piece in as_json(database, board):
            file.write(piece)
    count = 0
    for locale in LOCALES:
        count = await _write_pages(database, board, folder / locale, locale)
    links = "".join(f'<li><a href="{code}/index.html" lang="{code}">{name}</a></li>' for code, name in LOCALES.items())
    names = " · ".join(escape(name) for name in board.names.values())
    (folder / "index.html").write_text(_top("en", board.slug) + f"<h1>{names}</h1><ul>{links}</ul>" + _END, "utf-8")
    return count


async def _write_pages(database: Database, board: BoardLine, folder: Path, locale: str) -> int:
    _make(folder)
    name, lang = in_language(board.names, locale)
    count = 0
    with (folder / "index.html").open("w", encoding="utf-8") as index:
        index.write(_top(locale, name) + f'<h1 lang="{lang}">{escape(name)}</h1><ul>\n')
        async for thread in queries.threads_of(database, board.row):
            await _write_thread(database, thread, name, folder / f"{thread.id}.html", locale)
            at = format_datetime(locale, thread.created_at, DEFAULT_ZONES[locale])
            index.write(f'<li><a href="{thread.id}.html">{_title(thread, locale)}</a> {escape(at)}</li>\n')
            count += 1
        index.write("</ul>" + _END)
    return count


async def _write_thread(database: Database, thread: ThreadOut, board: str, path: Path, locale: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        plain_title = thread.title or translate(locale, _WITHDRAWN)
        file.write(_top(locale, plain_title) + f'<p><a href="index.html">{escape(board)}</a></p>')
        file.write(f"<h1>{_title(thread, locale)}</h1>\n")
        async for post in queries.posts_of(database, thread.row):
            at = format_datetime(locale, post.created_at, DEFAULT_ZONES[locale])
            head = f"<p><bdi><strong>{escape(post.author)}</strong></bdi>, {escape(at)} · #{post.number}</p>"
            file.write(f'<article id="post-{post.number}"><header>{head}</header>')
            file.write(f'<div lang="{post.lang}">{post.html}</div></article>\n')
        file.write(_END)


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _title(thread: ThreadOut, locale: str) -> str:
    if thread.title:
        return f'<bdi lang="{thread.lang}">{escape(thread.title)}</bdi>'
    return escape(translate(locale, _WITHDRAWN))


def _facts(post: PostOut) -> dict[str, Any]:
    facts = {name: getattr(post, name) for name in ("id", "number", "author", "lang", "created_at", "edited_at")}
    return {**facts, "body": post.body}


def _top(locale: str, title: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{locale}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
    )


_END = "\n</body>\n</html>\n"
