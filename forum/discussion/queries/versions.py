"""Reading what a post said before, and what an edit changed."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.discussion.models import PostVersion
from forum.discussion.queries.posts import PostLine
from forum.foundation.changes import Change, compared
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.paging import Page

earlier = table(PostVersion)
MAX_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One of the texts a post has had, and when it was written."""

    version: int
    body: str
    html: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """A version, the one before it, and what changed between them."""

    version: VersionLine
    before: VersionLine
    changes: list[Change]


_VERSION = sa.select(earlier.c.version, earlier.c.body, earlier.c.html, earlier.c.written_at)


async def version_page(db: Db, line: PostLine, *, after: int, limit: int) -> Page[VersionLine]:
    """The texts of a post that the viewer can read, newest first.

    Args:
        after: the version before which to begin; 0 for the newest.

    Raises:
        Refused: `bad_page`.
    """
    if after > MAX_VERSION:
        raise Refused("bad_page")
    query = _VERSION.where(earlier.c.post_id == line.row).order_by(earlier.c.version.desc()).limit(limit + 1)
    if after:
        query = query.where(earlier.c.version < after)
    found = [] if after else [_present(line)]
    found += [VersionLine(*row) for row in await db.execute(query)]
    return Page(found[:limit], str(found[limit - 1].version) if len(found) > limit else None)


async def comparison(db: Db, line: PostLine, version: int) -> Comparison:
    """A text of a post that the viewer can read, beside the one before it.

    Raises:
        Refused: `not_found` also for the first version, which has none before it.
    """
    if not 1 < version <= line.version:
        raise Refused("not_found")
    query = _VERSION.where(earlier.c.post_id == line.row, earlier.c.version.in_([version - 1, version]))
    found = {row.version: VersionLine(*row) for row in await db.execute(query)} | {line.version: _present(line)}
    before, after = found[version - 1], found[version]
    return Comparison(after, before, await compared(before.body, after.body))


def _present(line: PostLine) -> VersionLine:
    return VersionLine(line.version, line.body, line.html, line.edited_at or line.created_at)
