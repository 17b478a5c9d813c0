"""Search: a document for each public text, and its terms in the kind of index that each database has.

Terms are made by the worker. SQLite: FTS5, whose `words` holds words in their order. PostgreSQL: a tsvector.
"""

import sqlalchemy as sa
from alembic import op

from forum.foundation.database import Id, Json, UtcDateTime
from forum.foundation.ids import short_id
from forum.foundation.markdown import plain
from forum.foundation.text import slug

revision = "0006_search"
down_revision = "0005_slow_mode"

MAX_TEXT = 100_000
DOCUMENTS = (
    sa.Column("id", Id, nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("target", sa.String(16), nullable=False),
    sa.Column("path", sa.String(200), nullable=False),
    sa.Column("board", sa.String(80)),
    sa.Column("author_id", sa.String(16), nullable=False),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("lang", sa.String(2), nullable=False),
    sa.Column("langs", sa.String(20), nullable=False),
    sa.Column("titles", Json, nullable=False),
    sa.Column("texts", Json, nullable=False),
    sa.Column("within", Json, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("edition", sa.String(16), nullable=False),
    sa.Column("scheme", sa.String(16), nullable=False),
)
_POSTS = """
    SELECT p.public_id, p.number, p.html, p.lang, p.created_at, t.public_id AS thread, t.title, t.lang AS thread_lang,
        t.state AS thread_state, b.slug AS board, u.public_id AS author_id, u.name AS author_name
    FROM posts p JOIN threads t ON t.id = p.thread_id JOIN boards b ON b.id = t.board_id JOIN users u ON u.id = p.author_id
    WHERE p.state = 'visible' AND t.state <> 'hidden' ORDER BY p.id
"""
_VISITS = """
    SELECT v.id, v.public_id, v.title, v.description_html, v.original, v.starts_at, m.names, u.public_id AS author_id,
        u.name AS author_name
    FROM visits v JOIN visit_publications p ON p.visit_id = v.id JOIN users u ON u.id = v.host_id
        LEFT JOIN municipalities m ON m.id = v.municipality_id LEFT JOIN visit_cancellations c ON c.visit_id = v.id
    WHERE c.visit_id IS NULL ORDER BY v.id
"""
_AGENDA = "SELECT visit_id, title FROM visit_agenda_items ORDER BY visit_id, position"


def upgrade() -> None:
    op.create_table(
        "search_documents",
        *DOCUMENTS,
        sa.PrimaryKeyConstraint("id", name="pk_search_documents"),
        sa.UniqueConstraint("kind", "target", name="uq_search_documents_kind_target"),
    )
    op.create_index("ix_search_documents_author_id", "search_documents", ["author_id"])
    op.create_index("ix_search_documents_scheme", "search_documents", ["scheme"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_terms USING fts5(title, text, words, tokenize = \"ascii tokenchars '_'\")")
    else:
        op.execute(
            "CREATE TABLE search_terms (document_id bigint NOT NULL, terms tsvector NOT NULL,"
            " CONSTRAINT pk_search_terms PRIMARY KEY (document_id), CONSTRAINT fk_search_terms_document_id_search_documents"
            " FOREIGN KEY (document_id) REFERENCES search_documents (id) ON DELETE CASCADE)"
        )
        op.execute("CREATE INDEX ix_search_terms_terms ON search_terms USING gin (terms)")
    _fill()


def downgrade() -> None:
    op.drop_table("search_terms")
    op.drop_table("search_documents")


def _fill() -> None:
    db = op.get_bind()
    documents = sa.table("search_documents", *(sa.column(column.name, column.type) for column in DOCUMENTS))
    posts = db.execute(sa.text(_POSTS).columns(created_at=UtcDateTime))
    for some in posts.partitions(500):
        db.execute(sa.insert(documents), [_post(row) for row in some])
    points: dict[int, list[dict[str, str]]] = {}
    for row in db.execute(sa.text(_AGENDA).columns(title=Json)):
        points.setdefault(row.visit_id, []).append(row.title)
    of_json = {"title": Json, "description_html": Json, "names": Json}
    visits = db.execute(sa.text(_VISITS).columns(starts_at=UtcDateTime, **of_json))
    for some in visits.partitions(500):
        db.execute(sa.insert(documents), [_visit(row, points.get(row.id, [])) for row in some])


def _post(row):
    opens = row.number == 1
    return {
        "kind": "thread" if opens else "post", "target": row.thread if opens else row.public_id,
        "path": f"/threads/{row.thread}-{slug(row.title)}" if opens else f"/posts/{row.public_id}", "board": row.board,
        "author_id": row.author_id, "author_name": row.author_name, "lang": row.lang, "langs": row.lang,
        "titles": {row.thread_lang: row.title} if opens else {}, "texts": {row.lang: plain(row.html, limit=MAX_TEXT)},
        "within": {} if opens or row.thread_state != "visible" else {row.thread_lang: row.title}, "words": "",
        "at": row.created_at, "edition": short_id(), "scheme": "",
    }


def _visit(row, points):
    texts = {lang: plain(html, limit=MAX_TEXT) for lang, html in row.description_html.items()}
    for title in points:
        for lang, text in title.items():
            texts[lang] = f"{texts.get(lang, '')} {text}".strip()
    return {
        "kind": "visit", "target": row.public_id, "path": f"/visits/{row.public_id}-{slug(row.title[row.original])}",
        "board": None, "author_id": row.author_id, "author_name": row.author_name, "lang": row.original,
        "langs": " ".join(dict.fromkeys((row.original, *row.title, *texts))), "titles": row.title, "texts": texts,
        "within": {}, "words": " ".join((row.names or {}).values()), "at": row.starts_at, "edition": short_id(),
        "scheme": "",
    }
