"""What is noted of readers when something happened below."""

from forum.accounts.events import PersonSeen
from forum.following.actions import note_visit
from forum.foundation.database import Work


async def person_seen(work: Work, event: PersonSeen) -> None:
    await note_visit(work, event.user_id)
