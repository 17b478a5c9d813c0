"""A town in whose every field people typed payloads.

They are written beneath the rules that refuse some of them: whatever a store may hold, pages must bear. What is kept as
HTML is made by the product's own renderers. Texts in several languages are the same in each.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from forum.foundation.markdown import render, render_inline
from tests.browser.payloads import PAYLOADS, payload


@dataclass(frozen=True)
class Field:
    """A column that people fill.

    Attributes:
        shape: of its value, a key of `SHAPES`.
        html: the column beside it that holds what is rendered of it, and by what.
        rows: so many that stand together hold all payloads.
    """

    table: str
    column: str
    shape: str = "line"
    html: str = ""
    renderer: Callable[[str], str] = render
    rows: int = 4


FIELDS = (
    Field("users", "name"),
    Field("municipalities", "names", "lines"),
    Field("boards", "names", "lines"),
    Field("boards", "abouts", "lines"),
    Field("tags", "names", "lines"),
    Field("threads", "title"),
    Field("posts", "body", "text", "html"),
    Field("post_versions", "body", "text", "html", rows=1),
    Field("post_hidings", "reason", "text", rows=1),
    Field("files", "description", rows=1),
    Field("drafts", "title", rows=1),
    Field("drafts", "body", "text", rows=1),
    Field("polls", "words", "poll", rows=1),
    Field("visits", "title", "lines"),
    Field("visits", "description", "texts", "description_html", rows=1),
    Field("visits", "video_url", "address", rows=1),
    Field("visit_agenda_items", "title", "lines", rows=1),
    Field("visit_agenda_items", "speaker", rows=1),
    Field("visit_cancellations", "reason", "text"),
    Field("room_entries", "text", "text", "html", render_inline, rows=1),
    Field("room_entries", "now_text", "text", "now_html", render_inline, rows=1),
    Field("forum_days", "title", "lines", rows=1),
    Field("forum_days", "welcome", "texts", "welcome_html", rows=1),
    Field("forum_day_points", "title", "lines", rows=1),
    Field("forum_day_cancellations", "reason", "text", rows=1),
    Field("live_questions", "text", "text", rows=1),
    Field("sessions", "device", rows=1),
    Field("search_documents", "author_name"),
    Field("search_documents", "titles", "lines"),
    Field("search_documents", "texts", "texts"),
    Field("search_documents", "within", "lines", rows=1),
    Field("outbox_mails", "subject"),
)


def poison(store: Path, turn: int = 0) -> None:
    """Put every payload into every field of a SQLite store that no server holds.

    A value takes several, and begins with one of them; at another `turn` it begins with another.
    """
    with closing(sqlite3.connect(store)) as db, db:
        db.executescript(LACKING)
        for number, field in enumerate(FIELDS):
            _fill(db, field, number, turn)
        # Their terms are made anew, so that the words of payloads are found, and marked in them.
        db.execute("UPDATE search_documents SET scheme = ''")


def _fill(db: sqlite3.Connection, field: Field, number: int, turn: int) -> None:
    query = f"SELECT rowid, {field.column} FROM {field.table} WHERE {field.column} IS NOT NULL ORDER BY rowid"
    rows = db.execute(query).fetchall()
    assert rows, f"nothing stands in {field.table}.{field.column} for payloads to take its place"
    together = min(len(rows), field.rows)
    share = -(-len(PAYLOADS) // together)
    for place, (row, value) in enumerate(rows):
        begin = place % together * share + turn
        said = [payload(number, (begin + step) % len(PAYLOADS)) for step in range(share)]
        filled = SHAPES[field.shape](value, said)
        values = {field.column: filled}
        if field.html:
            values[field.html] = _rendered(field, filled)
        names = ", ".join(f"{name} = ?" for name in values)
        db.execute(f"UPDATE {field.table} SET {names} WHERE rowid = ?", (*values.values(), row))


def _rendered(field: Field, filled: str) -> str:
    if field.shape == "text":
        return _html(field.renderer, filled)
    return _json({lang: _html(field.renderer, text) for lang, text in json.loads(filled).items()})


@cache
def _html(renderer: Callable[[str], str], text: str) -> str:
    return renderer(text)


def _line(said: list[str]) -> str:
    return " ".join(said).replace("\n", " ")


def _text(said: list[str]) -> str:
    return "\n\n".join(said)


def _poll(value: str, said: list[str]) -> str:
    words: dict[str, Any] = json.loads(value)
    options = next(len(its["options"]) for its in words.values())
    parts = [_line(said[part :: options + 1]) for part in range(options + 1)]
    return _json({lang: {"question": parts[0], "options": parts[1:]} for lang in words})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


SHAPES: dict[str, Callable[[str, list[str]], str]] = {
    "line": lambda value, said: _line(said),
    "text": lambda value, said: _text(said),
    "lines": lambda value, said: _json(dict.fromkeys(json.loads(value), _line(said))),
    "texts": lambda value, said: _json(dict.fromkeys(json.loads(value), _text(said))),
    "poll": _poll,
    "address": lambda value, said: "https://video.example.org/" + _line(said),
}
"""A value with payloads in the place of its words."""

# What the demo town has none of: edited and hidden posts, drafts, tokens, edited messages, days of boards.
LACKING = """
INSERT INTO post_versions (post_id, version, body, html, written_at)
    SELECT id, 1, body, html, created_at FROM posts WHERE number < 3;
UPDATE posts SET version = 2, edited_at = created_at WHERE number < 3;
INSERT INTO post_hidings (post_id, by_id, at, reason)
    SELECT id, (SELECT id FROM users WHERE role = 'moderator'), created_at, '' FROM posts WHERE number = 3;
UPDATE posts SET state = 'hidden' WHERE number = 3;
INSERT INTO drafts (author_id, board_id, title, body, lang, saved_at)
    SELECT users.id, boards.id, '', '', 'en', users.created_at FROM users, boards WHERE role IN ('official', 'moderator');
INSERT INTO drafts (author_id, thread_id, title, body, lang, saved_at)
    SELECT users.id, threads.id, '', '', 'en', users.created_at FROM users, threads WHERE role IN ('official', 'moderator');
INSERT INTO sessions (user_id, token_hash, kind, device, created_at, seen_at)
    SELECT users.id, 'session ' || users.id || ' ' || boards.id, 'token', '', users.created_at, users.created_at
    FROM users, boards;
INSERT INTO forum_days (public_id, board_id, by_id, title, welcome, welcome_html, original, starts_wall, ends_wall, zone,
        fold, ends_fold, starts_at, ends_at, held, version, sequence, created_at, changed_at, client_id, client_digest)
    SELECT 'poisonedday' || boards.id, boards.id, users.id, '{"en": ""}', '{"en": ""}', '{"en": ""}', 'en',
        strftime('%Y-%m-%dT09:30', 'now', '+1 day'), strftime('%Y-%m-%dT15:00', 'now', '+1 day'), 'Europe/Kyiv', 0, 0,
        datetime('now', '+1 day'), datetime('now', '+1 day', '+5 hours'), 0, 1, 0, users.created_at, users.created_at,
        boards.id, '' FROM boards, (SELECT * FROM users WHERE role = 'moderator' LIMIT 1) AS users WHERE boards.id < 3;
INSERT INTO forum_day_points (day_id, position, time, starts_at, title)
    SELECT id, 0, '09:30', starts_at, '{"en": ""}' FROM forum_days;
INSERT INTO forum_day_cancellations (day_id, by_id, at, reason) SELECT max(id), by_id, created_at, '' FROM forum_days;
UPDATE room_entries SET now_text = text, now_html = html WHERE kind = 'said' AND state = 'visible' AND seq % 2 = 0;
"""
