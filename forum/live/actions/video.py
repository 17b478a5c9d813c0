"""Choosing who carries the video of a visit."""

from collections.abc import Collection

from forum.audit.actions import note
from forum.foundation.database import Work
from forum.foundation.errors import Refused
from forum.live.actions.changes import hosted
from forum.live.queries.video import choices, provider_of
from forum.web.viewer import Viewer


async def choose_video(work: Work, visit: str, viewer: Viewer, *, provider: str, offered: Collection[str]) -> None:
    """A host chooses; the same again changes nothing.

    Raises:
        Refused: `not_found`, `not_allowed`, `field_invalid` for what is not offered here.
    """
    room = await hosted(work, visit, viewer)
    if provider not in offered:
        raise Refused("field_invalid", field="provider", at="provider")
    if await provider_of(work.db, room.visit.row) == provider:
        return
    chosen = work.insert(choices).values(visit_id=room.visit.row, provider=provider)
    await work.db.execute(chosen.on_conflict_do_update(index_elements=["visit_id"], set_={"provider": provider}))
    await note(work, "live.video_chosen", actor_id=viewer.row, target=f"visit:{room.visit.id}", provider=provider)
