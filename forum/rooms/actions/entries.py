"""Writing to a room's log: small synchronous jobs on one connection, so that many can share a commit.

A job locks the room's row, reads the rights in the same transaction and numbers the entry. It answers a refusal instead
of raising it: an exception would roll back the others of its group.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.foundation.database import Prepared, Work
from forum.foundation.errors import Refused
from forum.foundation.ids import digest
from forum.rooms import queries, rules
from forum.rooms.events import EntryAppended
from forum.rooms.queries import entries, rooms, users
from realtime.wire import Change, Edit, Entry, Post, Remove

_USED = sa.and_(entries.c.author_id == users.c.id, entries.c.client_id == sa.bindparam("client_id", type_=sa.String))
# FOR UPDATE is PostgreSQL's; SQLite lets one writer in at a time anyway.
_STANDING = Prepared(
    queries.STANDING.outerjoin(entries, _USED)
    .add_columns(
        entries.c.seq.label("used_seq"),
        entries.c.client_digest.label("used_digest"),
        entries.c.state.label("used_state"),
    )
    .with_for_update(of=rooms)
)
_SPOKE_AT = Prepared(
    sa.select(entries.c.at)
    .where(entries.c.room_id == sa.bindparam("of_room"), entries.c.seq > sa.bindparam("beyond"))
    .where(entries.c.author_id == sa.bindparam("of_author"), entries.c.kind == rules.MESSAGE)
    .order_by(entries.c.seq.desc())
    .limit(1)
)
_TARGET = Prepared(
    sa.select(entries.c.id, entries.c.kind, entries.c.author_id, entries.c.state, entries.c.lang).where(
        entries.c.room_id == sa.bindparam("of_room"), entries.c.seq == sa.bindparam("of_number")
    )
)
_WITHDRAWN_AS = Prepared(
    sa.select(entries.c.seq)
    .where(entries.c.room_id == sa.bindparam("of_room"), entries.c.of_seq == sa.bindparam("of_number"))
    .where(entries.c.author_id == sa.bindparam("of_author"), entries.c.kind == "removed")
)
_COLUMNS = (
    "room_id", "seq", "kind", "at", "author_id", "lang", "text", "html", "state", "of_seq", "reply_to", "client_id",
    "client_digest", "more",
)  # fmt: skip
_EMPTY: dict[str, Any] = dict.fromkeys(_COLUMNS)
_INSERT = Prepared(sa.insert(entries).inline(), _COLUMNS)
_THIS = sa.update(entries).where(entries.c.id == sa.bindparam("entry_id"))
_WITHDRAW = Prepared(_THIS.values(state="removed"))
_REWRITE = Prepared(
    _THIS.values(
        now_text=sa.bindparam("new_text"),
        now_html=sa.bindparam("new_html"),
        more=sa.bindparam("new_more", type_=entries.c.more.type),
    )
)
_ADVANCE = Prepared(sa.update(rooms).where(rooms.c.id == sa.bindparam("row")).values(head=sa.bindparam("new_head")))


@dataclass(frozen=True, slots=True)
class Written:
    """A change that is in the log under `seq`.

    Attributes:
        dup: it already was; then `entry` is None and `state` says what became of the message since.
        state: visible or removed.
    """

    seq: int
    epoch: str
    dup: bool = False
    state: str = "visible"
    entry: Entry | None = None


Job = Callable[[sa.Connection], Written | Refused]
Mentions = Callable[[sa.Connection, int], dict[str, Any] | None]
"""What a text that names people adds to its entry; asked with the room's row, in the group's own transaction."""


def job(
    account: str,
    change: Change,
    html: str | None,
    now: datetime,
    *,
    mentions: Mentions | None = None,
    only_repeat: bool = False,
) -> Job:
    """The job that writes a person's post, edit or removal once.

    Its refusals: `not_found`, `idempotency_mismatch`, `not_yours`, `field_invalid`, `slow_down`, and those of
    `rules.check_may_talk`.

    Args:
        account: the public id of the person.
        html: the text of a post or edit, rendered.
        mentions: None for a text that names nobody.
        only_repeat: the person is over the rate: a new change is refused.
    """
    bound = {"room": change.room, "account": account, "now": now, "client_id": str(change.id)}
    fingerprint = _fingerprint(change)

    def run(connection: sa.Connection) -> Written | Refused:
        row = _STANDING.first(connection, bound)
        if row is None or row.user_id is None:
            return Refused("not_found")
        standing = queries.standing_of(row)
        if not rules.is_shown(standing):
            return Refused("not_found")
        if row.used_seq is not None:
            if row.used_digest != fingerprint:
                return Refused("idempotency_mismatch")
            state = "visible" if row.used_state in (None, "visible") else "removed"
            return Written(row.used_seq, row.epoch, dup=True, state=state)
        if only_repeat:
            return Refused("slow_down", headers={"Retry-After": "1"}, seconds=1)
        try:
            fields = _fields(connection, row, standing, change, html, mentions, now)
        except Refused as refused:
            return refused
        if isinstance(fields, Written):
            return fields
        return _number(connection, row, change, fields | {"client_digest": fingerprint}, now)

    return run


def _fields(
    connection: sa.Connection,
    row: Any,
    standing: rules.Standing,
    change: Change,
    html: str | None,
    mentions: Mentions | None,
    now: datetime,
) -> dict[str, Any] | Written:
    """What the change adds to an entry; also writes what it does to the message it speaks of.

    What was withdrawn before, under another id, is answered as it was then.
    """
    if isinstance(change, Remove):
        rules.check_may_withdraw(standing)
        target = _own(connection, row, change, ("visible", "hidden", "removed"))
        if target.state == "removed":
            known = {"of_room": row.id, "of_number": change.seq, "of_author": row.user_id}
            return Written(_WITHDRAWN_AS.first(connection, known).seq, row.epoch, dup=True, state="removed")
        _WITHDRAW.first(connection, {"entry_id": target.id})
        return {"kind": "removed", "of_seq": change.seq, "text": "", "html": ""}
    rules.check_may_talk(standing, now)
    if isinstance(change, Edit):
        target = _own(connection, row, change, ("visible",))
        more = mentions(connection, row.id) if mentions else None
        new = {"entry_id": target.id, "new_text": change.text, "new_html": html, "new_more": more}
        _REWRITE.first(connection, new)
        return {
            "kind": "edited", "of_seq": change.seq, "lang": target.lang, "text": change.text, "html": html,
            "more": more,
        }  # fmt: skip
    if rules.slow_for(standing):
        spoke = {"of_room": row.id, "of_author": row.user_id, "beyond": row.head - queries.RECENT}
        last = _SPOKE_AT.first(connection, spoke)
        rules.check_pace(standing, last and last.at, now)
    if change.reply_to is not None and change.reply_to > row.head:
        raise Refused("field_invalid", field="reply_to", at="reply_to")
    return {
        "kind": rules.MESSAGE, "state": "visible", "lang": change.lang or row.lang, "text": change.text, "html": html,
        "reply_to": change.reply_to, "more": mentions(connection, row.id) if mentions else None,
    }  # fmt: skip


def _own(connection: sa.Connection, row: Any, change: Edit | Remove, states: tuple[str, ...]) -> Any:
    target = _TARGET.first(connection, {"of_room": row.id, "of_number": change.seq})
    if target is None or target.kind != rules.MESSAGE:
        raise Refused("not_found")
    if target.author_id != row.user_id:
        raise Refused("not_yours")
    if target.state not in states:
        raise Refused("not_found")
    return target


def _number(connection: sa.Connection, row: Any, change: Change, fields: dict[str, Any], now: datetime) -> Written:
    """Give the entry the next number and write it."""
    seq = row.head + 1
    values = {"room_id": row.id, "seq": seq, "at": now, "author_id": row.user_id, "client_id": str(change.id), **fields}
    _INSERT.first(connection, _EMPTY | values)
    _ADVANCE.first(connection, {"row": row.id, "new_head": seq})
    entry = Entry(
        room=row.room,
        seq=seq,
        kind=fields["kind"],
        at=now,
        author=queries.person(row.account, row.name, row.role),
        lang=fields.get("lang"),
        text=fields["text"],
        html=fields["html"],
        id=change.id,
        of=fields.get("of_seq"),
        reply_to=fields.get("reply_to"),
        more=fields.get("more") or {},
    )
    return Written(seq, row.epoch, entry=entry)


def _fingerprint(change: Change) -> str:
    if isinstance(change, Post):
        return digest("said", change.room, change.text, change.lang, change.reply_to)
    if isinstance(change, Edit):
        return digest("edited", change.room, change.seq, change.text)
    return digest("removed", change.room, change.seq)


# --- inside a unit of work


async def append_entry(
    work: Work,
    room_id: int,
    kind: str,
    *,
    author_id: int | None = None,
    lang: str | None = None,
    text: str | None = None,
    html: str | None = None,
    of: int | None = None,
    more: dict[str, Any] | None = None,
) -> int:
    """Write an entry of any kind to a room's log and return its number; readers are told after the commit.

    Args:
        author_id: who did it, shown to everybody; None for what the room itself says.
        of: the earlier entry it speaks of.
        more: further fields of the kind, sent beside the others.
    """
    head = sa.update(rooms).where(rooms.c.id == room_id).values(head=rooms.c.head + 1)
    room = (await work.db.execute(head.returning(rooms.c.head, rooms.c.public_id))).one()
    values = {
        "room_id": room_id, "seq": room.head, "kind": kind, "at": work.now, "author_id": author_id, "lang": lang,
        "text": text, "html": html, "of_seq": of,
    }  # fmt: skip
    await work.db.execute(sa.insert(entries).inline(), values | ({"more": more} if more else {}))
    author = None
    if author_id is not None:
        found = sa.select(users.c.public_id, users.c.name, users.c.role).where(users.c.id == author_id)
        author = queries.person(*(await work.db.execute(found)).one())
    entry = Entry(
        room=room.public_id, seq=room.head, kind=kind, at=work.now, author=author, lang=lang, text=text, html=html,
        of=of, more=more or {},
    )  # fmt: skip
    work.record(EntryAppended(room.public_id, entry))
    return int(room.head)
