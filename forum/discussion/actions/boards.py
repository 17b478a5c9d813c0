"""Creating boards."""

from collections.abc import Mapping

import sqlalchemy as sa

from forum.audit.actions import note
from forum.discussion import rules
from forum.discussion.models import Board
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused

boards = table(Board)


async def create_board(
    work: Work, actor_id: int | None, *, slug: str, names: Mapping[str, str], abouts: Mapping[str, str] | None = None
) -> bool:
    """A new board after all others; False when the very same one is already there.

    Args:
        actor_id: the administrator, None for the command line.
        names: in every language of ours; `abouts` in any of them.

    Raises:
        Refused: `slug_invalid`, `slug_taken`, or what `text.clean` refuses.
    """
    slug = rules.board_slug(slug)
    kept_names = rules.board_texts(dict(names), limit=rules.MAX_BOARD_NAME)
    kept_abouts = rules.board_texts(dict(abouts or {}), limit=rules.MAX_BOARD_ABOUT, optional=True)
    last = sa.select(sa.func.coalesce(sa.func.max(boards.c.position), 0)).scalar_subquery()
    found = (await work.db.execute(sa.select(boards.c.names, boards.c.abouts).where(boards.c.slug == slug))).first()
    if found is not None:
        if (found.names, found.abouts) != (kept_names, kept_abouts):
            raise Refused("slug_taken", field="slug")
        return False
    await work.db.execute(
        sa.insert(boards).values(
            slug=slug, names=kept_names, abouts=kept_abouts, position=last + 1, threads=0, created_at=work.now
        )
    )
    await note(work, "board.created", actor_id=actor_id, target=f"board:{slug}")
    return True
