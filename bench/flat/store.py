"""A store with as many posts as wanted, written in bulk: too many to be posted one by one."""

import hashlib
import random
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from forum.accounts.models import Session, User
from forum.discussion.models import Board, Post, Thread
from forum.foundation.database import table
from forum.foundation.ids import ALPHABET, token_hash
from forum.foundation.markdown import render
from forum.migrations import schema
from forum.search import terms
from forum.search.expressions import fts5_columns
from forum.search.models import SearchDocument

SHORT, PAGE, THREADS_OF = 10, 50, 4
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
TOKEN, EVERYWHERE, SELDOM = "flat", "pipes", "geyser"
_WORDS = (
    "water", "pump", "heating", "school", "bridge", "meter", "council", "repair", "winter", "budget", "street", "valve",
    "boiler", "river", "library", "roof", "tender", "energy", "plan", "survey", "garden", "tram", "stop", "lamp",
    "contract", "engineer", "village", "hall", "clinic", "kitchen", "window", "insulation",
)  # fmt: skip
_TEXTS = 2_000
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Store:
    """The URL of a store, and the public ids of its threads that are measured."""

    url: str
    posts: int
    longest: str
    longest_posts: int
    page: str
    short: str


async def build(folder: Path, *, posts: int, longest: int) -> Store:
    """A store of so many posts: one thread of `longest`, one of a page, all others of four; each can be found."""
    path = folder / f"{posts}.sqlite3"
    await schema.upgrade(f"sqlite:///{path}")
    store = sqlite3.connect(path, isolation_level=None)
    store.executescript("PRAGMA synchronous=OFF; PRAGMA journal_mode=WAL; PRAGMA cache_size=-400000")
    store.execute("BEGIN")
    lengths = [SHORT, PAGE, longest, *[THREADS_OF] * ((posts - longest - PAGE - SHORT) // THREADS_OF)]
    _people(store)
    _insert(store, table(Thread), _threads(lengths))
    texts = _texts()
    _insert(store, table(Post), _posts(lengths, texts))
    _index(store, lengths, texts)
    store.execute("COMMIT")
    store.close()
    return Store(f"sqlite:///{path}", sum(lengths), _id(3), longest, _id(2), _id(1))


def _people(store: sqlite3.Connection) -> None:
    moment = _stored(BEGAN)
    people = (
        {"id": n, "public_id": _id(n), "email": f"p{n}@bench.example", "name": f"Person {n}", "role": "resident",
         "lang": "en", "zone": "Europe/Kyiv", "age_band": "adult", "created_at": moment, "confirmed_at": moment}
        for n in range(1, 101)
    )  # fmt: skip
    _insert(store, table(User), people)
    session = {"user_id": 1, "token_hash": token_hash(TOKEN), "kind": "token", "device": "", "created_at": moment,
               "seen_at": _stored(datetime.now(UTC))}  # fmt: skip
    _insert(store, table(Session), [session])
    board = {"id": 1, "slug": "bench", "names": '{"en": "Measure"}', "abouts": "{}", "position": 1, "threads": 0,
             "created_at": moment}  # fmt: skip
    _insert(store, table(Board), [board])


def _threads(lengths: list[int]) -> Iterator[dict[str, Any]]:
    # The three that are measured are the newest, so that all of them stand on the first page of their board.
    for n, posts in enumerate(lengths, 1):
        bumped = _stored(BEGAN + timedelta(days=300) - timedelta(seconds=n))
        yield {
            "id": n, "public_id": _id(n), "board_id": 1, "author_id": n % 100 + 1, "title": f"Thread {n} of pipes",
            "lang": "en", "state": "visible", "head": posts, "posts": posts, "pinned": False, "closed": False,
            "created_at": _stored(BEGAN), "bumped_at": bumped, "last_author_id": 2, "last_number": posts,
            "client_id": f"c{n}", "client_digest": "",
        }  # fmt: skip


def _posts(lengths: list[int], texts: list[str]) -> Iterator[dict[str, Any]]:
    rendered = [render(text) for text in texts]
    moment, row = _stored(BEGAN), 0
    for thread, posts in enumerate(lengths, 1):
        for number in range(1, posts + 1):
            row += 1
            yield {
                "id": row, "public_id": _id(row), "thread_id": thread, "number": number, "author_id": row % 100 + 1,
                "body": texts[row % _TEXTS], "html": rendered[row % _TEXTS], "lang": "en", "version": 1,
                "state": "visible", "created_at": moment, "reactions": "{}", "client_id": f"c{row}",
                "client_digest": "",
            }  # fmt: skip


def _index(store: sqlite3.Connection, lengths: list[int], texts: list[str]) -> None:
    """Every post as a document. Its terms are those of one of 2,000 texts, which the real maker of terms made."""
    scheme = terms.scheme()
    made = [fts5_columns(terms.indexed([], [text])) for text in texts]
    plain = [msgspec.json.encode({"en": text}).decode() for text in texts]
    rows = range(1, sum(lengths) + 1)
    _insert(store, table(SearchDocument), (
        {"id": n, "kind": "post", "target": _id(n), "path": f"/posts/{_id(n)}", "board": "bench", "author_id": _id(2),
         "author_name": "Person 2", "lang": "en", "langs": "en", "titles": "{}", "texts": plain[n % _TEXTS],
         "within": '{"en": "Pipes"}', "words": "", "at": _stored(BEGAN + timedelta(seconds=n)), "edition": "x",
         "scheme": scheme}
        for n in rows
    ))  # fmt: skip
    statement = "INSERT INTO search_terms (rowid, title, text, words) VALUES (?, ?, ?, ?)"
    store.executemany(statement, ((n, *made[n % _TEXTS].values()) for n in rows))


def _texts() -> list[str]:
    dice = random.Random(1)
    texts = [f"The {EVERYWHERE} and the {' '.join(dice.choices(_WORDS, k=20))} number{n}." for n in range(_TEXTS)]
    texts[7] = f"A {SELDOM} beside the {EVERYWHERE}."
    return texts


def _insert(store: sqlite3.Connection, rows: sa.Table, values: Iterable[dict[str, Any]]) -> None:
    values = iter(values)
    first = list(islice(values, 1))
    names = list(first[0])
    statement = f"INSERT INTO {rows.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    store.executemany(statement, (tuple(row.values()) for row in chain(first, values)))


def _stored(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def _id(number: int) -> str:
    """A public id, in no order."""
    digits = hashlib.blake2b(str(number).encode(), digest_size=12).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digits)
