"""What the demo town's people are asked in their threads, and what they chose."""

import uuid
from collections.abc import Mapping
from typing import Any

from forum.discussion.actions import polls
from forum.foundation.services import Services
from forum.polls.rules.plan import plan
from forum.web.viewer import Viewer


async def poll(
    services: Services, people: Mapping[str, Viewer], author: Viewer, thread: str, asked: Mapping[str, Any]
) -> None:
    """Put a poll into the author's thread and let people vote; twice is the same as once."""
    words = {lang: (said["question"], said["options"]) for lang, said in asked["words"].items()}
    async with services.database.work() as work:
        asks = plan(words=words, kind=asked["kind"], shows=asked["shows"], closes_at=None, now=work.now)
        own_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{author.public_id}/{asks.digest}"))
        await polls.ask(work, author, thread, asks, id=own_id)
        for person, choices in asked["votes"].items():
            await polls.vote(work, people[person], thread, choices)
