"""Reacting to a post, and taking that back."""

import sqlalchemy as sa

from forum.discussion.actions.posts import locked_post
from forum.discussion.events import ReactionGiven
from forum.discussion.models import Post, PostReaction
from forum.discussion.rules import Reaction, State
from forum.discussion.rules.reactions import check_others_post, counted, known_reaction
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.web.viewer import Viewer

posts, reactions = table(Post), table(PostReaction)


async def react(work: Work, viewer: Viewer, post: str, kind: str) -> None:
    """Say something about a post of somebody else's; saying it again changes nothing.

    Raises:
        Refused: `not_found` also for an unknown kind and a hidden post, `own_post`.
    """
    meant = known_reaction(kind)
    found = await locked_post(work, viewer, post)
    if found.state != State.VISIBLE:
        raise Refused("not_found")
    check_others_post(found.author_id, viewer.row)
    if await work.db.scalar(sa.select(reactions.c.id).where(_own(found.id, viewer, meant))) is not None:
        return
    await work.db.execute(
        sa.insert(reactions).values(post_id=found.id, by_id=viewer.row, kind=meant.value, at=work.now)
    )
    await _count(work, found.id, counted(found.reactions, meant, +1))
    work.record(ReactionGiven(found.id, viewer.row, meant.value))


async def take_back(work: Work, viewer: Viewer, post: str, kind: str) -> None:
    """No longer mean it; nothing happens when nothing was said.

    Raises:
        Refused: `not_found`.
    """
    meant = known_reaction(kind)
    found = await locked_post(work, viewer, post)
    gone = await work.db.execute(sa.delete(reactions).where(_own(found.id, viewer, meant)).returning(reactions.c.id))
    if gone.first() is not None:
        await _count(work, found.id, counted(found.reactions, meant, -1))


def _own(post_id: int, viewer: Viewer, kind: Reaction) -> sa.ColumnElement[bool]:
    return sa.and_(reactions.c.by_id == viewer.row, reactions.c.post_id == post_id, reactions.c.kind == kind.value)


async def _count(work: Work, post_id: int, counts: dict[str, int]) -> None:
    await work.db.execute(sa.update(posts).where(posts.c.id == post_id).values(reactions=counts))
