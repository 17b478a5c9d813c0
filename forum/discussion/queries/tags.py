"""Reading the vocabulary of tags."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.discussion.models import Tag, ThreadTag
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused

tags, thread_tags = table(Tag), table(ThreadTag)


@dataclass(frozen=True, slots=True)
class TagLine:
    """A word of the vocabulary.

    Attributes:
        row: its row; never shown.
        names: by language.
        threads: how many threads carry it that everybody may read.
        retired_at: since when it is offered no more; None while it is.
    """

    row: int
    slug: str
    names: dict[str, str]
    threads: int
    created_at: datetime
    retired_at: datetime | None

    @property
    def path(self) -> str:
        """Its address below the locale."""
        return f"/tags/{self.slug}"


_TAG = sa.select(tags.c.id, tags.c.slug, tags.c.names, tags.c.threads, tags.c.created_at, tags.c.retired_at)


async def all_tags(db: Db) -> list[TagLine]:
    """The whole vocabulary, retired words too; a site has a few dozen of them."""
    return [TagLine(*row) for row in await db.execute(_TAG.order_by(tags.c.slug))]


async def tag(db: Db, slug: str) -> TagLine:
    """Raises:
    Refused: `not_found`.
    """
    found = (await db.execute(_TAG.where(tags.c.slug == slug))).first()
    if found is None:
        raise Refused("not_found")
    return TagLine(*found)


async def tags_of(db: Db, thread_rows: Collection[int]) -> dict[int, tuple[TagLine, ...]]:
    """What threads carry, in one statement for all of them."""
    if not thread_rows:
        return {}
    query = _TAG.add_columns(thread_tags.c.thread_id).join(thread_tags, thread_tags.c.tag_id == tags.c.id)
    carried: dict[int, tuple[TagLine, ...]] = {}
    for row in await db.execute(query.where(thread_tags.c.thread_id.in_(thread_rows)).order_by(tags.c.slug)):
        *facts, thread_row = row
        carried[thread_row] = (*carried.get(thread_row, ()), TagLine(*facts))
    return carried
