"""What can be found. The terms stand beside, in the table `search_terms`, which each database has in its own kind."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.foundation.database import Id, Json, UtcDateTime


class SearchDocument(SQLModel, table=True):
    """A public text as it is shown among results.

    Attributes:
        target: the public id of what it is about, or its slug; one of its kind.
        path: its address below the locale.
        board: the slug, None outside the forum.
        lang, langs: the language of the original, and all of them with spaces.
        titles, texts: plain, by language. `within` is the title of what it is a part of, by which it is not found.
        author_id, author_name: "" where nobody wrote it.
        words: more by which it is found and which are not shown, such as names of its town.
        at: when it was written, or takes place.
        edition: another one for each text, so that terms are never those of an earlier one.
        scheme: by which its terms were made, "" while it has none; see `terms.scheme`.
    """

    __tablename__ = "search_documents"
    id: int | None = Field(default=None, sa_column=sa.Column(Id, primary_key=True))
    kind: str = Field(max_length=10)
    target: str = Field(max_length=80)
    path: str = Field(max_length=200)
    board: str | None = Field(default=None, max_length=80)
    author_id: str = Field(max_length=16, index=True)
    author_name: str = Field(sa_type=sa.Text)
    lang: str = Field(max_length=2)
    langs: str = Field(max_length=20)
    titles: dict[str, Any] = Field(sa_type=Json)
    texts: dict[str, Any] = Field(sa_type=Json)
    within: dict[str, Any] = Field(sa_type=Json)
    words: str = Field(sa_type=sa.Text)
    at: datetime = Field(sa_type=UtcDateTime)
    edition: str = Field(max_length=16)
    scheme: str = Field(max_length=16, index=True)

    __table_args__ = (sa.UniqueConstraint("kind", "target", name="uq_search_documents_kind_target"),)
