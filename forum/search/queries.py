"""Finding."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.i18n import LOCALES
from forum.foundation.paging import Page, cut, read_cursor
from forum.search import expressions
from forum.search.models import SearchDocument
from forum.search.rules import snippets
from forum.search.rules.near import neighbours
from forum.search.rules.question import Filters, Question, is_little
from forum.search.rules.snippets import Part
from forum.search.rules.words import fold
from forum.search.terms import Wanted, marked, spoken, wanted

documents = table(SearchDocument)
# Of each part of the answer (found by title, found by text) the newest so many are sorted by their time.
MAX_CANDIDATES = 1_000
MAX_CORRECTED = 3
_NEAR_DOCUMENTS = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Something that was found, in the reader's language where it has that.

    Attributes:
        lang: of its original, or the one that was asked for.
        title, snippet: with what was looked for marked; `title` is empty for a part of something.
        within: the title of what it is a part of, "" for none, in `within_lang`.
    """

    row: int
    kind: str
    target: str
    path: str
    board: str | None
    author_id: str
    author_name: str
    lang: str
    title: tuple[Part, ...]
    title_lang: str
    snippet: tuple[Part, ...]
    snippet_lang: str
    within: str
    within_lang: str
    at: datetime
    by_title: bool

    @property
    def plain_title(self) -> str:
        return "".join(part.text for part in self.title) or self.within

    @property
    def plain_snippet(self) -> str:
        return "".join(part.text for part in self.snippet)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results; `instead` is what was searched for when what was asked for finds nothing, else None."""

    page: Page[Result]
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document whose terms are to be made."""

    row: int
    edition: str
    titles: Sequence[str]
    texts: Sequence[str]


async def find(
    db: Db, asked: Question, filters: Filters, locale: str, *, after: str | None = None, limit: int
) -> Found:
    """What is found: by their titles first, then by their texts, the newest first.

    Words that stand nowhere are taken for their neighbours when those do.

    Raises:
        Refused: `bad_page`.
    """
    key = _read_key(after)
    if asked.is_empty:
        return Found(Page([], None))
    meant = await asyncio.to_thread(wanted, asked)
    page = await _page(db, meant, filters, locale, key, limit)
    instead = None if page.items else await _corrected(db, asked)
    if instead is None:
        return Found(page)
    meant = await asyncio.to_thread(wanted, instead)
    page = await _page(db, meant, filters, locale, key, limit)
    quoted = [f'"{" ".join(phrase)}"' for phrase in instead.phrases]
    return Found(page, " ".join((*instead.words, *quoted)) if page.items else None)


async def waiting(db: Db, scheme: str, limit: int) -> list[Waiting]:
    """Documents without terms of this scheme."""
    other = sa.or_(documents.c.scheme < scheme, documents.c.scheme > scheme)
    rows = await db.execute(sa.select(documents).where(other).order_by(documents.c.id).limit(limit))
    return [Waiting(row.id, row.edition, list(row.titles.values()), [*row.texts.values(), row.words]) for row in rows]


async def _page(
    db: Db, meant: Wanted, filters: Filters, locale: str, key: tuple[bool, datetime, int] | None, limit: int
) -> Page[Result]:
    rows: list[tuple[bool, Any]] = []
    for by_title in (True, False):
        if len(rows) > limit or (key is not None and by_title and not key[0]):
            continue
        query = _candidates(db, meant, filters, by_title=by_title)
        if key is not None and key[0] is by_title:
            place = sa.literal(key[1], documents.c.at.type), sa.literal(key[2], documents.c.id.type)
            query = query.where(sa.tuple_(documents.c.at, documents.c.id) < sa.tuple_(*place))
        newest = query.order_by(documents.c.at.desc(), documents.c.id.desc()).limit(limit + 1 - len(rows))
        rows += [(by_title, row) for row in await db.execute(newest)]
    results = await asyncio.to_thread(
        lambda: [_result(row, meant, filters.lang, locale, by_title) for by_title, row in rows]
    )
    return cut(results, limit, lambda r: (int(r.by_title), (r.at - _EPOCH) // _MICROSECOND, r.row))


def _candidates(db: Db, meant: Wanted, filters: Filters, *, by_title: bool) -> sa.Select[Any]:
    """Documents that are found by their titles, or those that are not but by their texts."""
    matching = _matching(db, meant, in_title=by_title).cte("matching").prefix_with("MATERIALIZED", dialect="postgresql")
    among = sa.select(documents.c.id).join(matching, matching.c.id == documents.c.id).where(*_filtered(filters))
    if not by_title:
        among = among.where(documents.c.id.not_in(_matching(db, meant, in_title=True)))
    # By the rows of the terms, which FTS5 walks from the newest on; by those of the documents all would be sorted.
    newest = among.order_by(matching.c.id.desc()).limit(MAX_CANDIDATES).subquery("newest")
    return sa.select(documents).join(newest, newest.c.id == documents.c.id)


def _matching(db: Db, meant: Wanted, *, in_title: bool) -> sa.Select[Any]:
    if db.dialect.name == "sqlite":
        return _terms_matching(db, expressions.fts5(meant, in_title=in_title))
    return _terms_matching(db, expressions.tsquery(meant, in_title=in_title))


def _terms_matching(db: Db, expression: str) -> sa.Select[Any]:
    """Rows of the documents whose terms match an expression of this database."""
    if db.dialect.name == "sqlite":
        terms = sa.table("search_terms", sa.column("rowid", sa.Integer()))
        match = sa.literal_column("search_terms").op("MATCH")(sa.literal(expression))
        return sa.select(terms.c.rowid.label("id")).where(match)
    terms = sa.table("search_terms", sa.column("document_id", sa.BigInteger()), sa.column("terms"))
    query = sa.cast(sa.cast(sa.literal(expression), sa.Text()), sa.dialects.postgresql.TSQUERY)
    return sa.select(terms.c.document_id.label("id")).where(terms.c.terms.op("@@")(query))


def _filtered(filters: Filters) -> list[sa.ColumnElement[bool]]:
    conditions = [
        column == value
        for column, value in (
            (documents.c.kind, filters.kind),
            (documents.c.board, filters.board),
            (documents.c.author_id, filters.author),
        )
        if value is not None
    ]
    if filters.lang is not None:
        conditions.append(documents.c.langs.contains(filters.lang))
    if filters.start is not None:
        conditions.append(documents.c.at >= filters.start)
    if filters.end is not None:
        conditions.append(documents.c.at <= filters.end)
    return conditions


async def _corrected(db: Db, asked: Question) -> Question | None:
    """The question with the words that stand nowhere replaced by their neighbours; None when that changes nothing."""
    words = list(asked.words)
    for place in (at for at, word in enumerate(asked.words) if not is_little(word)):
        alone = await asyncio.to_thread(wanted, Question((words[place],)))
        if not await _stands_somewhere(db, _matching(db, alone, in_title=False)):
            near = await _neighbour(db, fold(words[place]))
            words[place] = near or words[place]
        if sum(map(str.__ne__, words, asked.words)) >= MAX_CORRECTED:
            break
    return None if tuple(words) == asked.words else Question(tuple(words), asked.phrases)


async def _stands_somewhere(db: Db, matching: sa.Select[Any]) -> bool:
    return (await db.execute(matching.limit(1))).first() is not None


async def _neighbour(db: Db, word: str) -> str | None:
    """Of the words one slip away, the one that stands in most of the newest texts, as people write it."""
    near = neighbours(word)
    if not near:
        return None
    any_of = expressions.fts5_any if db.dialect.name == "sqlite" else expressions.tsquery_any
    matching = _terms_matching(db, any_of(near)).subquery("matching")
    query = sa.select(documents.c.titles, documents.c.texts, documents.c.words)
    query = query.join(matching, matching.c.id == documents.c.id).order_by(documents.c.id.desc())
    rows = (await db.execute(query.limit(_NEAR_DOCUMENTS))).all()
    return await asyncio.to_thread(_most_frequent, near, [_all_words(row) for row in rows])


def _most_frequent(near: set[str], texts: Sequence[str]) -> str | None:
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update({written for folded, written in spoken(text) if folded in near})
    return min(counted, key=lambda written: (-counted[written], written), default=None)


def _all_words(row: Any) -> str:
    return "\n".join([*row.titles.values(), *row.texts.values(), row.words])


def _result(row: Any, meant: Wanted, lang: str | None, locale: str, by_title: bool) -> Result:  # noqa: FBT001
    sought, locale = meant.terms, lang or locale
    titles: Mapping[str, str] = row.titles
    title_lang = _language(titles, locale, row.lang)
    title = titles.get(title_lang, "")
    snippet, snippet_lang = _snippet(row.texts, sought, locale, row.lang)
    within_lang = _language(row.within, locale, row.lang)
    return Result(
        row=row.id, kind=row.kind, target=row.target, path=row.path, board=row.board, author_id=row.author_id,
        author_name=row.author_name, lang=lang or row.lang, title_lang=title_lang,
        title=snippets.whole(title, marked(title, sought, enough=len(title))), snippet=snippet,
        snippet_lang=snippet_lang, within=row.within.get(within_lang, ""), within_lang=within_lang, at=row.at,
        by_title=by_title,
    )  # fmt: skip


def _snippet(
    texts: Mapping[str, str], sought: frozenset[str], locale: str, original: str
) -> tuple[tuple[Part, ...], str]:
    """The part of a text in which something was found: of the reader's language, the original, or any other."""
    order = [lang for lang in dict.fromkeys((locale, original, *LOCALES)) if texts.get(lang)]
    for lang in order:
        if found := marked(texts[lang], sought, enough=snippets.LENGTH):
            return snippets.snippet(texts[lang], found), lang
    return (snippets.snippet(texts[order[0]], []), order[0]) if order else ((), original)


def _language(texts: Mapping[str, str], locale: str, original: str) -> str:
    return next((lang for lang in (locale, original, *LOCALES) if texts.get(lang)), original)


def _read_key(after: str | None) -> tuple[bool, datetime, int] | None:
    key = read_cursor(after, (int, int, int))
    if key is None:
        return None
    by_title, at, row = map(int, key)
    try:
        return bool(by_title), _EPOCH + timedelta(microseconds=at), row
    except OverflowError:
        raise Refused("bad_page") from None
