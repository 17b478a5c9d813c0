"""What somebody new chooses."""

from collections.abc import Collection

from forum.accounts.actions.people import choose_language, choose_municipality
from forum.discussion.actions.reading import follow_board
from forum.following.rules import Level
from forum.foundation.database import Work, table
from forum.web.viewer import Viewer
from forum.welcome.models import Welcome

__all__ = ["choose_language", "choose_places", "finish"]
welcomes = table(Welcome)


async def choose_places(work: Work, viewer: Viewer, *, municipality: str, boards: Collection[str]) -> None:
    """Say where one is from, a slug or "", and which boards one wants to hear of.

    Raises:
        Refused: `municipality_unknown`, `not_found` for a board.
    """
    await choose_municipality(work, viewer.row, municipality)
    for board in dict.fromkeys(boards):
        await follow_board(work, viewer, board, Level.TRACK)


async def finish(work: Work, viewer: Viewer) -> None:
    """The first steps are done; saying so twice changes nothing."""
    work.shown_to_all = False
    done = work.insert(welcomes).values(user_id=viewer.row, at=work.now)
    await work.db.execute(done.on_conflict_do_nothing(index_elements=["user_id"]))
