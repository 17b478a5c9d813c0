"""Whether somebody has written before."""

import sqlalchemy as sa

from forum.discussion.models import Post
from forum.foundation.database import Db, Prepared, table
from forum.web.viewer import Viewer

posts = table(Post)
_OWN = Prepared(sa.select(posts.c.id).where(posts.c.author_id == sa.bindparam("author")).limit(1))


async def is_first_post(db: Db, viewer: Viewer) -> bool:
    """Whether what somebody writes next will be their first post; never for a guest."""
    return viewer.id is not None and await db.run_sync(_OWN.first, {"author": viewer.id}) is None
