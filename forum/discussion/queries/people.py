"""People who write here: to name them, and what they wrote."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import User
from forum.discussion.models import Post, Thread
from forum.discussion.rules import State
from forum.foundation.database import Db, table
from forum.foundation.errors import Refused
from forum.foundation.markdown import plain
from forum.foundation.paging import Page, cursor, moment_key, read_cursor, read_moment
from forum.web.viewer import Viewer

posts, threads, users = table(Post), table(Thread), table(User)
MOST_OFFERED = 8
# Of a long thread, those who wrote lately.
RECENT_POSTS = 200
MAX_EXCERPT = 300
_LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody to name; `id` is public."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who writes here. `row` is never shown."""

    row: int
    id: str
    name: str
    role: str
    joined_at: datetime

    @property
    def path(self) -> str:
        """Their address below the locale."""
        return f"/people/{self.id}"


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A post that everybody may read, with the thread it stands in; `title` is "" where that was withdrawn."""

    post_id: str
    number: int
    html: str
    lang: str
    title: str
    title_lang: str
    created_at: datetime
    edited_at: datetime | None

    @property
    def excerpt(self) -> str:
        """Its first words, without marks."""
        return plain(self.html, limit=MAX_EXCERPT)


async def people_to_name(db: Db, viewer: Viewer, *, begins: str, thread: str | None) -> list[Named]:
    """At most `MOST_OFFERED` people, those of the thread first; the viewer is not among them.

    Who is young is offered only to those who write in the same thread, where the name stands anyway.

    Args:
        begins: how any word of the name begins there, or the whole name elsewhere; "" offers the thread's alone.
        thread: the public id of the one that is being read; None for none.
    """
    found = await _of_thread(db, viewer, thread) if thread else {}
    wanted = begins.casefold()
    fitting = {person: name for person, name in found.items() if _fits(name, wanted)}
    if begins and len(fitting) < MOST_OFFERED:
        fitting |= await _called(db, begins)
    fitting.pop(viewer.public_id, None)
    return [Named(person, name) for person, name in fitting.items()][:MOST_OFFERED]


async def person(db: Db, public_id: str) -> PersonLine:
    """An adult of whom everybody can read something.

    Raises:
        Refused: `not_found`, also for whoever is young: nobody gathers what they wrote.
    """
    query = sa.select(users.c.id, users.c.public_id, users.c.name, users.c.role, users.c.created_at).where(
        users.c.public_id == public_id, _is_adult, _wrote
    )
    found = (await db.execute(query)).first()
    if found is None:
        raise Refused("not_found")
    return PersonLine(*found)


async def written_by(db: Db, line: PersonLine, *, after: str | None, limit: int) -> Page[WrittenLine]:
    """What somebody wrote and everybody may read, the latest first.

    Raises:
        Refused: `bad_page`.
    """
    query = (
        sa.select(
            posts.c.id, posts.c.public_id, posts.c.number, posts.c.html, posts.c.lang, threads.c.title,
            threads.c.lang.label("title_lang"), threads.c.state.label("thread_state"), posts.c.created_at,
            posts.c.edited_at,
        )
        .join(threads, threads.c.id == posts.c.thread_id)
        .where(posts.c.author_id == line.row, posts.c.state == State.VISIBLE, threads.c.state != State.HIDDEN)
        .order_by(posts.c.created_at.desc(), posts.c.id.desc())
        .limit(limit + 1)
    )  # fmt: skip
    key = read_cursor(after, (int, int))
    if key is not None:
        place = sa.literal(read_moment(int(key[0])), posts.c.created_at.type), sa.literal(key[1], posts.c.id.type)
        query = query.where(sa.tuple_(posts.c.created_at, posts.c.id) < sa.tuple_(*place))
    rows = (await db.execute(query)).all()
    items = [
        WrittenLine(
            row.public_id, row.number, row.html, row.lang, row.title if row.thread_state == State.VISIBLE else "",
            row.title_lang, row.created_at, row.edited_at,
        )
        for row in rows[:limit]
    ]  # fmt: skip
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items, None if last is None else cursor(moment_key(last.created_at), last.id))


_is_adult = sa.and_(users.c.age_band == "adult", users.c.role != "youth")
_wrote = (
    sa.exists()
    .where(posts.c.author_id == users.c.id, posts.c.state == State.VISIBLE)
    .where(threads.c.id == posts.c.thread_id, threads.c.state != State.HIDDEN)
)


async def _of_thread(db: Db, viewer: Viewer, thread: str) -> dict[str, str]:
    """By public id, the latest first."""
    recent = (
        sa.select(posts.c.author_id, posts.c.number)
        .join(threads, threads.c.id == posts.c.thread_id)
        .where(threads.c.public_id == thread, posts.c.state == State.VISIBLE)
        .order_by(posts.c.number.desc())
        .limit(RECENT_POSTS)
    )
    if not viewer.is_moderator:
        recent = recent.where(threads.c.state != State.HIDDEN)
    latest = recent.subquery("recent")
    query = (
        sa.select(users.c.public_id, users.c.name)
        .join(latest, latest.c.author_id == users.c.id)
        .group_by(users.c.public_id, users.c.name)
        .order_by(sa.func.max(latest.c.number).desc())
    )
    return {row.public_id: row.name for row in await db.execute(query)}


async def _called(db: Db, begins: str) -> dict[str, str]:
    """Adults whose names begin so, as typed or with a capital, and of whom everybody can read something."""
    query = (
        sa.select(users.c.public_id, users.c.name)
        .where(sa.or_(*(_begins(db, start) for start in {begins, begins[0].upper() + begins[1:]})))
        .where(_is_adult, users.c.confirmed_at.is_not(None), _wrote)
        .order_by(users.c.name, users.c.id)
        .limit(MOST_OFFERED + 1)
    )
    return {row.public_id: row.name for row in await db.execute(query)}


def _begins(db: Db, start: str) -> sa.ColumnElement[bool]:
    """In words that the database's index on names answers."""
    if db.dialect.name == "sqlite":
        return sa.and_(users.c.name >= start, users.c.name < start + _LAST_CHARACTER)
    return users.c.name.startswith(start, autoescape=True)


def _fits(name: str, wanted: str) -> bool:
    folded = name.casefold()
    return folded.startswith(wanted) or any(word.startswith(wanted) for word in folded.split())
