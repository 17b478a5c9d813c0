"""Letting texts be found, and no longer. What stands above calls these in the transaction of its own change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Work, table
from forum.foundation.ids import short_id
from forum.search.expressions import fts5_columns, tsvector
from forum.search.models import SearchDocument
from forum.search.rules.question import Kind
from forum.search.terms import Indexed

documents = table(SearchDocument)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A public text; see `SearchDocument`."""

    kind: Kind
    target: str
    path: str
    lang: str
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    at: datetime
    author_id: str
    author_name: str
    board: str | None = None
    within: Mapping[str, str] = field(default_factory=dict)
    words: str = ""


async def put(work: Work, *found: Document) -> None:
    """Let texts be found, or be found by what they say now. The words they had are gone at once, new ones come soon."""
    for kind in Kind:
        await forget(work, kind, [document.target for document in found if document.kind is kind])
    await add(work, *found)


async def add(work: Work, *found: Document) -> None:
    """Let texts be found that never were."""
    rows = [_row(document) for document in found]
    for at in range(0, len(rows), _AT_ONCE):
        await work.db.execute(sa.insert(documents), rows[at : at + _AT_ONCE])


async def forget(work: Work, kind: Kind, targets: Sequence[str]) -> None:
    """Let texts be found no longer; nothing happens to those that are not."""
    for at in range(0, len(targets), _AT_ONCE):
        gone = documents.c.kind == kind, documents.c.target.in_(targets[at : at + _AT_ONCE])
        ids = sa.select(documents.c.id).where(*gone)
        terms = _terms(work)
        await work.db.execute(sa.delete(terms).where(terms.c[_key(work)].in_(ids)))
        await work.db.execute(sa.delete(documents).where(*gone))


async def rename_author(work: Work, author_id: str, name: str) -> None:
    """An author is called otherwise."""
    await work.db.execute(sa.update(documents).where(documents.c.author_id == author_id).values(author_name=name))


async def write_terms(work: Work, scheme: str, made: Iterable[tuple[int, str, Indexed]]) -> None:
    """Terms that were made of documents: (row, edition, terms). A document that changed meanwhile keeps none."""
    for row, edition, found in made:
        still = sa.update(documents).where(
            documents.c.id == row, documents.c.edition == edition, documents.c.scheme != scheme
        )
        if (await work.db.execute(still.values(scheme=scheme))).rowcount:
            terms = _terms(work)
            await work.db.execute(sa.delete(terms).where(terms.c[_key(work)] == row))
            await _insert_terms(work, row, found)


async def _insert_terms(work: Work, row: int, found: Indexed) -> None:
    if _is_sqlite(work):
        statement = "INSERT INTO search_terms (rowid, title, text, words) VALUES (:row, :title, :text, :words)"
        await work.db.execute(sa.text(statement), {"row": row, **fts5_columns(found)})
    else:
        # asyncpg would ask for a tsvector where the cast begins.
        literal = "CAST(CAST(:terms AS text) AS tsvector)"
        statement = f"INSERT INTO search_terms (document_id, terms) VALUES (:row, {literal})"  # noqa: S608
        await work.db.execute(sa.text(statement), {"row": row, "terms": tsvector(found)})


def _row(document: Document) -> dict[str, Any]:
    langs = dict.fromkeys((document.lang, *document.titles, *document.texts))
    return {
        "kind": document.kind, "target": document.target, "path": document.path, "board": document.board,
        "author_id": document.author_id, "author_name": document.author_name, "lang": document.lang,
        "langs": " ".join(langs), "titles": dict(document.titles), "texts": dict(document.texts),
        "within": dict(document.within), "words": document.words, "at": document.at, "edition": short_id(),
        "scheme": "",
    }  # fmt: skip


def _terms(work: Work) -> sa.TableClause:
    return sa.table("search_terms", sa.column(_key(work), sa.BigInteger()))


def _key(work: Work) -> str:
    return "rowid" if _is_sqlite(work) else "document_id"


def _is_sqlite(work: Work) -> bool:
    return work.db.dialect.name == "sqlite"
