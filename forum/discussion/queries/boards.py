"""Reading boards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.discussion.models import Board, Thread
from forum.discussion.rules import State
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.paging import Page, cut, read_cursor
from forum.foundation.text import slug

boards, threads = table(Board), table(Thread)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """A board as it stands in a list.

    Attributes:
        names, abouts: texts by language.
        threads: how many of its threads everybody may read.
        latest_path, latest_title, latest_lang, latest_at: its thread with the newest post; None while it has none.
    """

    row: int
    slug: str
    names: dict[str, str]
    abouts: dict[str, str]
    position: int
    threads: int
    created_at: datetime
    latest_path: str | None
    latest_title: str | None
    latest_lang: str | None
    latest_at: datetime | None

    @property
    def path(self) -> str:
        """Its address below the locale."""
        return f"/boards/{self.slug}"


_latest = table(Thread).alias("latest")
_newest = (
    sa.select(threads.c.id)
    .where(threads.c.board_id == boards.c.id, threads.c.state == State.VISIBLE)
    .order_by(threads.c.bumped_at.desc())
    .limit(1)
    .correlate(boards)
    .scalar_subquery()
)
_BOARDS = sa.select(
    boards.c.id.label("row"), boards.c.slug, boards.c.names, boards.c.abouts, boards.c.position, boards.c.threads,
    boards.c.created_at, _latest.c.public_id, _latest.c.title, _latest.c.lang, _latest.c.bumped_at,
).select_from(boards.outerjoin(_latest, _latest.c.id == _newest))  # fmt: skip


async def board(db: Db, slug: str) -> BoardLine:
    """Raises:
    Refused: `not_found`.
    """
    found = (await db.execute(_BOARDS.where(boards.c.slug == slug))).first()
    if found is None:
        raise Refused("not_found")
    return _line(found)


async def board_page(db: Db, *, after: str | None, limit: int) -> Page[BoardLine]:
    """Boards in their order.

    Raises:
        Refused: `bad_page`.
    """
    query = _BOARDS.order_by(boards.c.position, boards.c.slug)
    key = read_cursor(after, (int, str))
    if key is not None:
        position, slug = key
        if abs(int(position)) >= 2**31:
            raise Refused("bad_page")
        query = query.where(
            sa.tuple_(boards.c.position, boards.c.slug)
            > sa.tuple_(sa.literal(position, sa.Integer()), sa.literal(slug, boards.c.slug.type))
        )
    rows = [_line(row) for row in await db.execute(query.limit(limit + 1))]
    return cut(rows, limit, lambda b: (b.position, b.slug))


async def boards_overview(db: Db) -> list[BoardLine]:
    """All boards in their order, for pages; a site has a few dozen of them at most."""
    return list((await board_page(db, after=None, limit=200)).items)


def _line(row: Any) -> BoardLine:
    facts = dict(row._mapping)
    public_id, title = facts.pop("public_id"), facts.pop("title")
    return BoardLine(
        latest_path=None if public_id is None else f"/threads/{public_id}-{slug(str(title))}",
        latest_title=title,
        latest_lang=facts.pop("lang"),
        latest_at=facts.pop("bumped_at"),
        **facts,
    )
