"""Reading the poll of a thread, as somebody who may read the thread."""

from datetime import datetime

from forum.discussion.queries.threads import ThreadLine
from forum.foundation.database import Db
from forum.foundation.errors import Refused
from forum.polls import queries as polls
from forum.polls.queries import PollLine
from forum.web.viewer import Viewer


async def poll_of(db: Db, viewer: Viewer, thread: ThreadLine, now: datetime) -> PollLine | None:
    """A thread's poll; None without one, and once the thread is gone for the viewer."""
    if thread.is_gone or thread.poll is None:
        return None
    return await polls.poll(db, viewer, thread.poll, now)


async def poll_there(db: Db, viewer: Viewer, thread: ThreadLine, now: datetime) -> PollLine:
    """Raises:
    Refused: `not_found` without a poll.
    """
    found = await poll_of(db, viewer, thread, now)
    if found is None:
        raise Refused("not_found")
    return found
