"""Files beside posts: put there, taken away, and shown to whom the post is shown."""

from collections.abc import Sequence

import sqlalchemy as sa

from forum.discussion.models import Post, PostFile, Thread
from forum.discussion.rules import State
from forum.files import actions as files
from forum.files.models import StoredFile
from forum.files.rules.kinds import MAX_FILES_A_POST, Use
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.web.viewer import Viewer

posts, threads, beside, stored = table(Post), table(Thread), table(PostFile), table(StoredFile)


async def attach(
    work: Work, viewer: Viewer, post_id: int, public_ids: Sequence[str], *, first: int = 0, was_held: bool = False
) -> None:
    """Put waiting files of one's own beside a post, in this order; with `was_held` those of its text that waited.

    Raises:
        Refused: `too_many_files`, `file_unknown`.
    """
    rows = await files.take_up(work, viewer, public_ids, was=Use.HELD if was_held else Use.WAITING)
    if rows:
        places = [{"post_id": post_id, "file_id": row, "position": first + at} for at, row in enumerate(rows)]
        await work.db.execute(sa.insert(beside), places)


async def change(work: Work, viewer: Viewer, post_id: int, public_ids: Sequence[str]) -> None:
    """Leave exactly these files beside a post: those of them that stand there already, then new ones.

    Raises:
        Refused: `too_many_files`, `file_unknown`.
    """
    query = sa.select(stored.c.public_id, beside.c.file_id, beside.c.position).join(
        stored, stored.c.id == beside.c.file_id
    )
    there = {row.public_id: row for row in await work.db.execute(query.where(beside.c.post_id == post_id))}
    wanted = list(dict.fromkeys(public_ids))
    if len(wanted) > MAX_FILES_A_POST:
        raise Refused("too_many_files", field="file", limit=MAX_FILES_A_POST)
    await _take_away(work, [row.file_id for public_id, row in there.items() if public_id not in wanted])
    new = [public_id for public_id in wanted if public_id not in there]
    await attach(work, viewer, post_id, new, first=1 + max((row.position for row in there.values()), default=-1))


async def hold_files(work: Work, viewer: Viewer, public_ids: Sequence[str]) -> None:
    """Put waiting files of one's own beside a text that waits for a moderator.

    Raises:
        Refused: `too_many_files`, `file_unknown`.
    """
    await files.set_use(work, await files.take_up(work, viewer, public_ids), Use.HELD)


async def drop_held_files(work: Work, public_ids: Sequence[str]) -> None:
    """The text beside which they stood waits no more, and is no post."""
    gone = sa.select(stored.c.id).where(stored.c.public_id.in_(public_ids), stored.c.use == Use.HELD)
    await files.set_use(work, (await work.db.execute(gone)).scalars() if public_ids else (), Use.GONE)


async def settle_around(work: Work, thread_id: int, post_id: int) -> None:
    """A post went or came back, and its files with it; with the opening, those of all that stands in its thread."""
    opens = await work.db.scalar(sa.select(posts.c.number == 1).where(posts.c.id == post_id))
    query = (
        sa.select(beside.c.file_id, posts.c.state, threads.c.state.label("thread_state"))
        .join(posts, posts.c.id == beside.c.post_id)
        .join(threads, threads.c.id == posts.c.thread_id)
        .where(posts.c.thread_id == thread_id if opens else posts.c.id == post_id)
    )
    by_use: dict[Use, list[int]] = {}
    for row in await work.db.execute(query):
        by_use.setdefault(_use(row.state, row.thread_state), []).append(row.file_id)
    await _take_away(work, by_use.pop(Use.GONE, []))
    for use, rows in by_use.items():
        await files.set_use(work, rows, use)


def _use(state: str, thread_state: str) -> Use:
    if state == State.REMOVED:
        return Use.GONE
    return Use.HIDDEN if State.HIDDEN in (state, thread_state) else Use.OPEN


async def _take_away(work: Work, rows: Sequence[int]) -> None:
    if rows:
        await work.db.execute(sa.delete(beside).where(beside.c.file_id.in_(rows)))
        await files.set_use(work, rows, Use.GONE)
