"""Posts of another forum become posts of a board, some hundreds at a time."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import User
from forum.accounts.rules.names import look
from forum.discussion.actions.findable import settle_posts
from forum.discussion.models import Board, Post, Thread
from forum.discussion.rules import State
from forum.foundation.database import Work, table
from forum.foundation.errors import Refused
from forum.foundation.i18n import DEFAULT_ZONES
from forum.foundation.ids import digest, short_id
from forum.foundation.markdown import render
from forum.moving.rules.entries import Entry, author_name, body_of, client_id, public_id, title_of

users, boards, threads, posts = table(User), table(Board), table(Thread), table(Post)
# Mail to it reaches nobody (RFC 2606), and without a password nobody signs in.
_NOWHERE = "imported.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An entry made ready to be stored: what takes long is done before a transaction begins."""

    topic_id: str
    post_id: str
    title: str
    email: str
    entry: Entry
    body: str
    html: str
    lang: str


def made_ready(entries: Sequence[Entry], *, board: str, source: str, lang: str) -> list[Ready]:
    """The entries that have a text, rendered by our Markdown."""
    found = []
    for entry in entries:
        body = body_of(entry.body)
        if body:
            of_author = hashlib.sha256(f"{source}\0{entry.author}".encode()).hexdigest()[:32]
            found.append(
                Ready(
                    topic_id=public_id("topic", source, board, entry.topic),
                    post_id=public_id("post", source, board, entry.topic, entry.post),
                    title=title_of(entry.title),
                    email=f"{of_author}@{_NOWHERE}",
                    entry=entry,
                    body=body,
                    html=render(body),
                    lang=entry.lang if entry.lang in DEFAULT_ZONES else lang,
                )
            )
    return found


async def board_row(work: Work, slug: str) -> int:
    """Raises:
    Refused: `not_found`.
    """
    found: int | None = await work.db.scalar(sa.select(boards.c.id).where(boards.c.slug == slug))
    if found is None:
        raise Refused("not_found")
    return found


async def take_in(work: Work, board_id: int, batch: Sequence[Ready]) -> int:
    """Add what of a batch is not there yet; returns how many posts that were."""
    there = sa.select(posts.c.public_id).where(posts.c.public_id.in_([one.post_id for one in batch]))
    known = set((await work.db.execute(there)).scalars())
    new = list({one.post_id: one for one in batch if one.post_id not in known}.values())
    if not new:
        return 0
    authors = await _placeholders(work, new)
    places = await _threads(work, board_id, new, authors)
    rows = []
    for one in new:
        place = places[one.topic_id]
        place["head"] += 1
        opens = place["head"] == 1
        rows.append({
            "public_id": one.post_id, "thread_id": place["id"], "number": place["head"],
            "author_id": authors[one.email], "body": one.body, "html": one.html, "lang": one.lang, "version": 1,
            "state": State.VISIBLE, "created_at": one.entry.at, "reactions": {},
            "client_id": None if opens else client_id("post", one.post_id),
            "client_digest": None if opens else digest("imported", one.post_id),
        })  # fmt: skip
        place["added"] += 1
        if one.entry.at >= place["bumped_at"] or opens:
            place.update(bumped_at=one.entry.at, last_author_id=authors[one.email], last_number=place["head"])
    await work.db.execute(sa.insert(posts), rows)
    await work.db.execute(_GROWN, [_grown(place) for place in places.values()])
    await settle_posts(work, [one.post_id for one in new])
    return len(new)


_GROWN = (
    sa.update(threads)
    .where(threads.c.id == sa.bindparam("row"))
    .values(
        head=sa.bindparam("to_head"), posts=threads.c.posts + sa.bindparam("added"), bumped_at=sa.bindparam("bumped"),
        last_author_id=sa.bindparam("by"), last_number=sa.bindparam("last"),
    )
)  # fmt: skip


def _grown(place: dict[str, Any]) -> dict[str, Any]:
    return {
        "row": place["id"], "to_head": place["head"], "added": place["added"], "bumped": place["bumped_at"],
        "by": place["last_author_id"], "last": place["last_number"],
    }  # fmt: skip


async def _placeholders(work: Work, new: Sequence[Ready]) -> dict[str, int]:
    """By address, the accounts that stand for authors: without a password or a confirmed address."""
    wanted = {one.email: one for one in new}
    found = sa.select(users.c.email, users.c.id).where(users.c.email.in_(wanted))
    known: dict[str, int] = {row.email: row.id for row in await work.db.execute(found)}
    rows = [_placeholder(work, one) for email, one in wanted.items() if email not in known]
    if rows:
        await work.db.execute(sa.insert(users), rows)
        known = {row.email: row.id for row in await work.db.execute(found)}
    return known


def _placeholder(work: Work, one: Ready) -> dict[str, Any]:
    name = author_name(one.entry.author)
    return {
        "public_id": short_id(), "email": one.email, "name": name, "look": look(name), "role": "resident",
        "lang": one.lang, "zone": DEFAULT_ZONES[one.lang], "age_band": "adult", "created_at": work.now,
    }  # fmt: skip


async def _threads(
    work: Work, board_id: int, new: Sequence[Ready], authors: dict[str, int]
) -> dict[str, dict[str, Any]]:
    """By public id, the threads of these posts, locked; those that are not there yet begin, with nothing in them."""
    firsts: dict[str, Ready] = {}
    for one in new:
        firsts.setdefault(one.topic_id, one)
    columns = threads.c.id, threads.c.public_id, threads.c.head, threads.c.bumped_at, threads.c.last_author_id
    query = sa.select(*columns, threads.c.last_number).where(threads.c.public_id.in_(firsts)).order_by(threads.c.id)
    found = (await work.db.execute(query.with_for_update(key_share=True))).all()
    begun = firsts.keys() - {row.public_id for row in found}
    if begun:
        rows = [
            {
                "public_id": topic, "board_id": board_id, "author_id": authors[one.email], "title": one.title,
                "lang": one.lang, "state": State.VISIBLE, "head": 0, "posts": 0, "pinned": False, "closed": False,
                "created_at": one.entry.at, "bumped_at": one.entry.at, "last_author_id": authors[one.email],
                "last_number": 0, "client_id": client_id("thread", topic), "client_digest": digest("imported", topic),
            }
            for topic, one in firsts.items() if topic in begun
        ]  # fmt: skip
        await work.db.execute(sa.insert(threads), rows)
        await work.db.execute(
            sa.update(boards).where(boards.c.id == board_id).values(threads=boards.c.threads + len(rows))
        )
        found = (await work.db.execute(query)).all()
    return {row.public_id: {**row._mapping, "added": 0} for row in found}
