"""What the demo town's people make of each other's posts, once a thread is written."""

from collections.abc import Mapping
from typing import Any

from forum.discussion import queries
from forum.discussion.actions import answers, reactions
from forum.foundation.services import Services
from forum.web.viewer import Viewer


async def echo(
    services: Services, people: Mapping[str, Viewer], thread: str, replies: Mapping[str, str], echoes: Mapping[str, Any]
) -> None:
    """Write what `echoes` says of a thread.

    Args:
        thread: its public id.
        replies: key of the town's content → public id; the opening is every other key.
    """
    async with services.database.work() as work:
        line = await queries.thread(work.db, next(iter(people.values())), thread)
        opening = await queries.opening(work.db, line.row)
        for key, kinds in echoes["reactions"].items():
            for kind, givers in kinds.items():
                for giver in givers:
                    await reactions.react(work, people[giver], replies.get(key, opening), kind)
        if answer := echoes.get("answer"):
            opener = next(viewer for viewer in people.values() if viewer.id == line.author_row)
            await answers.mark_answer(work, opener, replies[answer])
