"""What the log of a room says, and what has been revoked."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from forum.rooms import rules
from forum.rooms.queries.tables import entries, revocations, rooms, users
from realtime.ports import Head, Revocation
from realtime.wire import Entry, Person

_of = entries.alias("of_entry")
LOG = (
    sa.select(
        rooms.c.public_id.label("room"), entries.c.seq, entries.c.kind, entries.c.at, entries.c.lang, entries.c.text,
        entries.c.html, entries.c.now_text, entries.c.now_html, entries.c.state, entries.c.of_seq, entries.c.reply_to,
        entries.c.client_id, entries.c.more, users.c.public_id.label("author"), users.c.name, users.c.role,
        _of.c.text.label("of_text"), _of.c.html.label("of_html"), _of.c.now_text.label("of_now_text"),
        _of.c.now_html.label("of_now_html"), _of.c.state.label("of_state"), _of.c.more.label("of_more"),
    )
    .select_from(rooms)
    .join(entries, entries.c.room_id == rooms.c.id)
    .outerjoin(users, users.c.id == entries.c.author_id)
    .outerjoin(_of, sa.and_(_of.c.room_id == entries.c.room_id, _of.c.seq == entries.c.of_seq))
)  # fmt: skip
_PAGE = (
    LOG.where(rooms.c.public_id == sa.bindparam("room"))
    .where(entries.c.seq > sa.bindparam("after"), entries.c.seq <= sa.bindparam("last"))
    .order_by(entries.c.seq)
)


async def heads(db: AsyncConnection, public_ids: Collection[str]) -> Mapping[str, Head]:
    """Epoch and last number by room; absent rooms are left out."""
    rows = await db.execute(
        sa.select(rooms.c.public_id, rooms.c.epoch, rooms.c.head).where(rooms.c.public_id.in_(public_ids))
    )
    return {row.public_id: Head(row.epoch, row.head) for row in rows}


async def log_page(db: AsyncConnection, room: str, after: int, limit: int) -> list[Entry]:
    """The entries `after`+1 … `after`+`limit` as they may be sent now: current texts, empty where removed."""
    last = min(after + limit, 2**63 - 1)
    return [entry_of(row) for row in await db.execute(_PAGE, {"room": room, "after": after, "last": last})]


def entry_of(row: Any) -> Entry:
    """The wire's entry of a row of `LOG`."""
    text, html = _shown(row)
    return Entry(
        room=row.room,
        seq=row.seq,
        kind=row.kind,
        at=row.at,
        author=None if row.author is None else person(row.author, row.name, row.role),
        lang=row.lang,
        text=text,
        html=html,
        id=None if row.client_id is None else UUID(row.client_id),
        of=row.of_seq,
        reply_to=row.reply_to,
        more=_more(row),
    )


def person(account: str, name: str, role: str) -> Person:
    """Somebody as everybody sees them; ordinary roles are not said."""
    return Person(id=account, name=name, role=None if role == "resident" else role)


def _shown(row: Any) -> tuple[str | None, str | None]:
    if row.kind == "removed":
        return "", ""
    if row.kind in rules.REWRITING:
        state, texts = row.of_state, (row.of_now_text, row.of_now_html, row.of_text, row.of_html)
    else:
        state, texts = row.state, (row.now_text, row.now_html, row.text, row.html)
    if state not in (None, "visible"):
        return "", ""
    return texts[:2] if texts[0] is not None else texts[2:]


def _more(row: Any) -> dict[str, Any]:
    """Further fields of the kind. What a text brought along, such as whom it mentions, goes and changes with it."""
    if row.kind == "removed":
        return row.more or {}
    state, more = (row.of_state, row.of_more) if row.kind in rules.REWRITING else (row.state, row.more)
    return (more or {}) if state in (None, "visible") else {}


async def last_revocation(db: AsyncConnection) -> int:
    """The row of the newest revocation, 0 while there is none."""
    return await db.scalar(sa.select(sa.func.coalesce(sa.func.max(revocations.c.id), 0))) or 0


async def revocations_after(db: AsyncConnection, since: int) -> list[tuple[int, datetime, Revocation]]:
    """Row, moment and content of the revocations after a row, oldest first."""
    columns = (revocations.c.id, revocations.c.at, *(revocations.c[name] for name in _REVOKES))
    rows = await db.execute(sa.select(*columns).where(revocations.c.id > since).order_by(revocations.c.id))
    return [
        (row.id, row.at, Revocation(code=row.code, account=row.account, session=row.session, room=row.room))
        for row in rows
    ]


_REVOKES = ("code", "account", "session", "room")
